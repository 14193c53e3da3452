using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json.Serialization;
using MeshStarter.Contracts.Json;

namespace MeshStarter.Contracts.Products;

/// <summary>
/// The version of a product's contract: a breaking change raises <paramref name="Major"/>, an addition
/// <paramref name="Minor"/>, a correction <paramref name="Patch"/>.
/// </summary>
[JsonConverter(typeof(ParsedJsonConverter<ProductVersion>))]
[StructLayout(LayoutKind.Auto)]
public readonly record struct ProductVersion(int Major, int Minor, int Patch)
    : IComparable<ProductVersion>, IParsable<ProductVersion>
{
    /// <summary>The version of a descriptor that states none: 1.0.0.</summary>
    public static ProductVersion First { get; } = new(1, 0, 0);

    /// <summary>Reads <c>major.minor.patch</c>.</summary>
    /// <exception cref="FormatException">The text is not a version.</exception>
    public static ProductVersion Parse(string text) =>
        TryParse(text, out var version)
            ? version
            : throw new FormatException($"{Quoted.Text(text)} is not a version, which is \"major.minor.patch\".");

    /// <inheritdoc/>
    public static ProductVersion Parse(string s, IFormatProvider? provider) => Parse(s);

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out ProductVersion result) =>
        TryParse(s, out result);

    /// <summary>Reads <c>major.minor.patch</c>: three whole numbers without sign or leading zero.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out ProductVersion version)
    {
        version = default;
        if (text is null || text.Length > 32)
        {
            return false;
        }

        Span<Range> parts = stackalloc Range[4];
        if (text.AsSpan().Split(parts, '.') != 3
            || !TryPart(text.AsSpan(parts[0]), out var major)
            || !TryPart(text.AsSpan(parts[1]), out var minor)
            || !TryPart(text.AsSpan(parts[2]), out var patch))
        {
            return false;
        }

        version = new ProductVersion(major, minor, patch);
        return true;
    }

    /// <summary>Orders by major, then minor, then patch, as numbers.</summary>
    public int CompareTo(ProductVersion other) =>
        (Major, Minor, Patch).CompareTo((other.Major, other.Minor, other.Patch));

    /// <summary><c>major.minor.patch</c>.</summary>
    public override string ToString() => $"{Major}.{Minor}.{Patch}";

    /// <summary>Whether the left version is older.</summary>
    public static bool operator <(ProductVersion left, ProductVersion right) => left.CompareTo(right) < 0;

    /// <summary>Whether the left version is newer.</summary>
    public static bool operator >(ProductVersion left, ProductVersion right) => left.CompareTo(right) > 0;

    /// <summary>Whether the left version is older or the same.</summary>
    public static bool operator <=(ProductVersion left, ProductVersion right) => left.CompareTo(right) <= 0;

    /// <summary>Whether the left version is newer or the same.</summary>
    public static bool operator >=(ProductVersion left, ProductVersion right) => left.CompareTo(right) >= 0;

    private static bool TryPart(ReadOnlySpan<char> part, out int value)
    {
        value = 0;
        return (part.Length == 1 || (part.Length > 1 && part[0] != '0'))
            && int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out value);
    }
}
