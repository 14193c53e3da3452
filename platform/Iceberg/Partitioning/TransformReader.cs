using System.Text.RegularExpressions;

namespace MeshStarter.Platform.Iceberg.Partitioning;

/// <summary>Reads transforms from their texts.</summary>
internal static partial class TransformReader
{
    public static Transform Read(string text)
    {
        if (Parameterized().Match(text) is { Success: true } match && int.TryParse(match.Groups["parameter"].ValueSpan, out var parameter) && parameter > 0)
        {
            return match.Groups["name"].Value.Equals("bucket", StringComparison.OrdinalIgnoreCase) ? new BucketTransform(parameter) : new TruncateTransform(parameter);
        }

        return text.ToLowerInvariant() switch
        {
            "identity" => new IdentityTransform(),
            "year" => new YearTransform(),
            "month" => new MonthTransform(),
            "day" => new DayTransform(),
            "hour" => new HourTransform(),
            "void" => new VoidTransform(),
            _ => new UnknownTransform(text),
        };
    }

    [GeneratedRegex(@"^(?<name>bucket|truncate)\[\s*(?<parameter>[0-9]+)\s*\]\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Parameterized();
}
