using System.Text;
using System.Text.Json.Nodes;
using Rathaus.Kernel.Cryptography;

namespace Rathaus.Kernel.Tests.Cryptography;

/// <summary>RFC 8785 for what this house signs.</summary>
public sealed class CanonicalJsonTests
{
    [Theory]
    [InlineData("""{ "b" : 1, "a" : [ true , false, null, "x" ] }""", """{"a":[true,false,null,"x"],"b":1}""")]
    [InlineData("""{"\u20ac":"Euro Sign","\r":"Carriage Return","\ufb33":"Hebrew Letter Dalet With Dagesh","1":"One","\ud83d\ude00":"Emoji: Grinning Face","\u0080":"Control","\u00f6":"Latin Small Letter O With Diaeresis"}""",
        "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\u0080\":\"Control\",\"ö\":\"Latin Small Letter O With Diaeresis\",\"€\":\"Euro Sign\",\"😀\":\"Emoji: Grinning Face\",\"\ufb33\":\"Hebrew Letter Dalet With Dagesh\"}")]
    [InlineData("""{"string":"\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/"}""", """{"string":"€$\u000f\nA'B\"\\\\\"/"}""")]
    [InlineData("""[9007199254740991,-9007199254740991,-0]""", "[9007199254740991,-9007199254740991,0]")]
    [InlineData("\"\\u007f\\b\\f\\t\"", "\"\u007f\\b\\f\\t\"")]
    [InlineData("{}", "{}")]
    public void One_value_has_one_form(string json, string canonical)
    {
        var written = StrictJson.Parse(json).Then(CanonicalJson.Write);
        Assert.True(written.Succeeded);
        Assert.Equal(canonical, Encoding.UTF8.GetString(written.Value));
    }

    [Theory]
    [InlineData("1.5")]
    [InlineData("1.0")]
    [InlineData("1e3")]
    [InlineData("9007199254740992")]
    [InlineData("[{\"a\":0.1}]")]
    public void Fractions_and_great_numbers_have_none(string json)
    {
        Assert.Equal("crypto.json", StrictJson.Parse(json).Then(CanonicalJson.Write).Refusal?.Code);
        Assert.Throws<ArgumentException>(() => CanonicalJson.Write(JsonNode.Parse(json)));
    }

    [Theory]
    [InlineData("AA", true)]
    [InlineData("AB", false)]
    [InlineData("AAA", true)]
    [InlineData("AAB", false)]
    [InlineData("A", false)]
    [InlineData("AAAA", true)]
    [InlineData("AA==", false)]
    [InlineData("A+/A", false)]
    [InlineData("A A", false)]
    [InlineData(" AAAA", false)]
    [InlineData("", true)]
    public void One_value_has_one_base64url_text(string text, bool accepted) => Assert.Equal(accepted, Base64Url.TryDecode(text, out _));
}
