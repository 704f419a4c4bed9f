using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Rathaus.Kernel.Outcomes;

namespace Rathaus.Kernel.Cryptography;

/// <summary>
/// One byte sequence for one JSON value: RFC 8785 for objects, arrays, strings, booleans, null and whole numbers below
/// 2^53. Fractions are refused, because their shortest form is a matter of the number type.
/// </summary>
public static class CanonicalJson
{
    private const long GreatestInteger = (1L << 53) - 1;

    /// <summary>Canonical form of a value that came from outside; it must have passed <see cref="StrictJson"/>.</summary>
    public static Outcome<byte[]> Write(JsonElement value)
    {
        var output = new ArrayBufferWriter<byte>();
        return Write(value, output) ? output.WrittenSpan.ToArray() : CryptographyRefusals.Json;
    }

    /// <summary>Canonical form of a value of our own making.</summary>
    /// <exception cref="ArgumentException">It holds a fraction, too large a number or text that is not Unicode.</exception>
    public static byte[] Write(JsonNode? value)
    {
        var parsed = StrictJson.Parse(JsonSerializer.SerializeToUtf8Bytes(value), int.MaxValue);
        var written = parsed.Then(Write);
        return written.Succeeded ? written.Value : throw new ArgumentException("value has no canonical form", nameof(value));
    }

    private static bool Write(JsonElement value, ArrayBufferWriter<byte> output)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                return WriteObject(value, output);
            case JsonValueKind.Array:
                return WriteArray(value, output);
            case JsonValueKind.String:
                WriteString(value.GetString()!, output);
                return true;
            case JsonValueKind.Number:
                return WriteNumber(value, output);
            case JsonValueKind.True:
                output.Write("true"u8);
                return true;
            case JsonValueKind.False:
                output.Write("false"u8);
                return true;
            case JsonValueKind.Null:
                output.Write("null"u8);
                return true;
            case JsonValueKind.Undefined:
            default:
                return false;
        }
    }

    private static bool WriteObject(JsonElement value, ArrayBufferWriter<byte> output)
    {
        output.Write("{"u8);
        var first = true;
        // UTF-16 code units in order, which is what ordinal comparison of .NET strings is.
        foreach (var member in value.EnumerateObject().OrderBy(member => member.Name, StringComparer.Ordinal))
        {
            if (!first)
                output.Write(","u8);
            first = false;
            WriteString(member.Name, output);
            output.Write(":"u8);
            if (!Write(member.Value, output))
                return false;
        }

        output.Write("}"u8);
        return true;
    }

    private static bool WriteArray(JsonElement value, ArrayBufferWriter<byte> output)
    {
        output.Write("["u8);
        var first = true;
        foreach (var item in value.EnumerateArray())
        {
            if (!first)
                output.Write(","u8);
            first = false;
            if (!Write(item, output))
                return false;
        }

        output.Write("]"u8);
        return true;
    }

    private static bool WriteNumber(JsonElement value, ArrayBufferWriter<byte> output)
    {
        if (!value.TryGetInt64(out var number) || number is > GreatestInteger or < -GreatestInteger)
            return false;
        output.Write(Encoding.ASCII.GetBytes(number.ToString(CultureInfo.InvariantCulture)));
        return true;
    }

    private static void WriteString(string text, ArrayBufferWriter<byte> output)
    {
        var escaped = new StringBuilder(text.Length + 2).Append('"');
        foreach (var character in text)
        {
            _ = character switch
            {
                '"' => escaped.Append("\\\""),
                '\\' => escaped.Append("\\\\"),
                '\b' => escaped.Append("\\b"),
                '\f' => escaped.Append("\\f"),
                '\n' => escaped.Append("\\n"),
                '\r' => escaped.Append("\\r"),
                '\t' => escaped.Append("\\t"),
                < ' ' => escaped.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}"),
                _ => escaped.Append(character),
            };
        }

        output.Write(Encoding.UTF8.GetBytes(escaped.Append('"').ToString()));
    }
}
