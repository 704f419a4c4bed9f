using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Rathaus.Identity.Sessions;
using Rathaus.Kernel.Languages;

namespace Rathaus.Identity.Phone;

/// <summary>Where a request came from, as coarse as its owner may see it later.</summary>
/// <param name="Device">Browser and system by name.</param>
/// <param name="Place"><c>name:Wuppertal</c>, <c>local</c>, or the network without its last parts: <c>net:203.0.x.x</c>.</param>
/// <param name="Network">For comparing two devices: /24 of IPv4, /48 of IPv6.</param>
internal sealed record RequestOrigin(string Device, string Place, string Network);

/// <summary>
/// Coarse places of requests. The house has no table of places; an operator may name a file of networks
/// (<c>Identity:Places</c>, lines <c>203.0.113.0/24,Wuppertal</c>; the longest prefix counts).
/// </summary>
internal sealed class NetworkPlaces(IOptions<IdentityOptions> options)
{
    private readonly Lazy<PlaceTable> table = new(() =>
        options.Value.Places is { } file ? PlaceTable.Read(File.ReadLines(file)) : PlaceTable.Empty);

    public RequestOrigin Of(HttpContext http)
    {
        var address = http.Connection.RemoteIpAddress;
        if (address is { IsIPv4MappedToIPv6: true })
            address = address.MapToIPv4();
        return new RequestOrigin(DeviceName.Of(http.Request.Headers.UserAgent), PlaceOf(address), NetworkOf(address));
    }

    /// <summary>The place in people's words.</summary>
    public static string Words(Texts texts, string? place) => place switch
    {
        null or "" => texts["identity.place.unknown"],
        "local" => texts["identity.place.local"],
        _ when place.StartsWith("name:", StringComparison.Ordinal) => place["name:".Length..],
        _ => texts["identity.place.network", ("network", place[(place.IndexOf(':', StringComparison.Ordinal) + 1)..])],
    };

    private string PlaceOf(IPAddress? address)
    {
        if (address is null)
            return "";
        if (table.Value.Find(address) is { } name)
            return "name:" + name;
        if (IsLocal(address))
            return "local";
        var bytes = address.GetAddressBytes();
        return address.AddressFamily == AddressFamily.InterNetwork
            ? string.Create(CultureInfo.InvariantCulture, $"net:{bytes[0]}.{bytes[1]}.x.x")
            : $"net:{Convert.ToHexStringLower(bytes.AsSpan(0, 2))}:{Convert.ToHexStringLower(bytes.AsSpan(2, 2))}::";
    }

    private static string NetworkOf(IPAddress? address)
    {
        if (address is null)
            return "";
        var bytes = address.GetAddressBytes();
        return Convert.ToHexStringLower(bytes.AsSpan(0, address.AddressFamily == AddressFamily.InterNetwork ? 3 : 6));
    }

    private static bool IsLocal(IPAddress address)
    {
        if (IPAddress.IsLoopback(address) || address.IsIPv6LinkLocal || address.IsIPv6UniqueLocal)
            return true;
        return address.AddressFamily == AddressFamily.InterNetwork && address.GetAddressBytes() is var bytes
            && (bytes[0] == 10 || (bytes[0] == 172 && bytes[1] is >= 16 and <= 31) || (bytes[0] == 192 && bytes[1] == 168));
    }
}

/// <summary>Networks with a name.</summary>
internal sealed class PlaceTable
{
    public static readonly PlaceTable Empty = new([]);

    private readonly Dictionary<(AddressFamily Family, int Length, UInt128 Bits), string> names;
    private readonly int[] lengths;

    private PlaceTable(Dictionary<(AddressFamily Family, int Length, UInt128 Bits), string> names)
    {
        this.names = names;
        lengths = [.. names.Keys.Select(key => key.Length).Distinct().OrderDescending()];
    }

    /// <exception cref="FormatException">A line that is no network and name; with its number.</exception>
    public static PlaceTable Read(IEnumerable<string> lines)
    {
        var names = new Dictionary<(AddressFamily, int, UInt128), string>();
        var number = 0;
        foreach (var line in lines)
        {
            number++;
            if (line.Length == 0 || line[0] == '#')
                continue;
            var comma = line.IndexOf(',', StringComparison.Ordinal);
            if (comma < 0 || !IPNetwork.TryParse(line.AsSpan(0, comma), out var network) || line[(comma + 1)..].Trim() is not { Length: > 0 and <= 90 } name)
                throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"Line {number} of the places is no network and name"));
            names[(network.BaseAddress.AddressFamily, network.PrefixLength, Prefix(network.BaseAddress, network.PrefixLength))] = name;
        }

        return new PlaceTable(names);
    }

    public string? Find(IPAddress address)
    {
        foreach (var length in lengths)
        {
            if (length <= address.GetAddressBytes().Length * 8
                && names.TryGetValue((address.AddressFamily, length, Prefix(address, length)), out var name))
                return name;
        }

        return null;
    }

    private static UInt128 Prefix(IPAddress address, int length)
    {
        var bits = UInt128.Zero;
        var bytes = address.GetAddressBytes();
        foreach (var part in bytes)
            bits = (bits << 8) | part;
        var width = bytes.Length * 8;
        return length == 0 ? UInt128.Zero : bits >> (width - length);
    }
}
