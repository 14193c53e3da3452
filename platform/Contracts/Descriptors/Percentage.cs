using System.Globalization;

namespace MeshStarter.Contracts;

/// <summary>Shares as descriptors write them, <c>99.9%</c>.</summary>
public static class Percentage
{
    /// <summary>Reads a share; <paramref name="percent"/> is 99.9 for <c>99.9%</c>, from 0 to 100.</summary>
    public static bool TryParse(string? text, out decimal percent)
    {
        percent = 0;
        var trimmed = text.AsSpan().Trim();
        return trimmed.Length is > 1 and <= 16
            && trimmed[^1] == '%'
            && decimal.TryParse(
                trimmed[..^1].TrimEnd(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out percent)
            && percent <= 100;
    }
}
