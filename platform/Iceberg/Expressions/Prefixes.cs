using MeshStarter.Platform.Iceberg.Values;

namespace MeshStarter.Platform.Iceberg.Expressions;

/// <summary>Prefixes of texts and bytes.</summary>
internal static class Prefixes
{
    /// <summary>Whether a value is known to begin with another.</summary>
    public static bool BeginsWith(object? value, object prefix) => (value, prefix) switch
    {
        (string text, string begin) => text.StartsWith(begin, StringComparison.Ordinal),
        (byte[] bytes, byte[] begin) => bytes.AsSpan().StartsWith(begin),
        _ => false,
    };

    /// <summary>A bound cut to the length of a prefix, so that the two can be compared.</summary>
    public static object? Cut(object? bound, object prefix) => (bound, prefix) switch
    {
        (string text, string begin) => TransformedValue.FirstCodePoints(text, CodePoints(begin)),
        (byte[] bytes, byte[] begin) => bytes.Length <= begin.Length ? bytes : bytes[..begin.Length],
        _ => null,
    };

    /// <summary>The length of a text as the specification counts it.</summary>
    public static int CodePoints(string text)
    {
        var count = 0;
        foreach (var _ in text.EnumerateRunes())
        {
            count++;
        }

        return count;
    }
}
