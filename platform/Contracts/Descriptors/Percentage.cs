using System.Globalization;
using MeshStarter.Contracts.Products;

namespace MeshStarter.Contracts.Descriptors;

/// <summary>Shares as descriptors write them, <c>99.9%</c>.</summary>
public static class Percentage
{
    /// <summary>Reads a share that is known to be one; 99.9 for <c>99.9%</c>.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static decimal Parse(string text) =>
        TryParse(text, out var percent) ? percent : throw new FormatException($"{Quoted.Text(text)} is not a share from 0% to 100%.");

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
