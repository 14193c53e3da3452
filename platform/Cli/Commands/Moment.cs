using System.Globalization;

namespace MeshStarter.Cli.Commands;

/// <summary>Formats moments for lines of text.</summary>
internal static class Moment
{
    /// <summary>A moment to the second, such as <c>2026-01-31T12:30:00Z</c>.</summary>
    public static string Of(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
