using System.Globalization;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Products;

namespace MeshStarter.Cli.Commands;

/// <summary>Reads the times that options take: a date, a time, or a duration from now.</summary>
internal static class WrittenTime
{
    // Others would read 1.5. as the fifth of January, and 10:30 as that of today.
    private static readonly string[] Forms = ["yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd HH:mmK", "yyyy-MM-dd HH:mm:ss.FFFFFFFK"];

    /// <summary>Reads the time of an option.</summary>
    /// <param name="option">The name of the option.</param>
    /// <param name="text">Its value.</param>
    /// <param name="isEnd">Whether a date means the end of its day.</param>
    /// <param name="isPast">Whether a duration is before now.</param>
    /// <returns>The time; null without a value.</returns>
    /// <exception cref="CliException">It is no time.</exception>
    public static DateTimeOffset? Read(string option, string? text, bool isEnd, bool isPast) =>
        string.IsNullOrEmpty(text) ? null
        : DurationText.TryParse(text, out var duration) ? TimeProvider.System.GetUtcNow() + (isPast ? -duration : duration)
        : DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? Midnight(option, day, isEnd)
        : DateTimeOffset.TryParseExact(text, Forms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time
        : throw new CliException(
            CliExitCodes.Usage,
            $"{option}: {Quoted.Text(text)} is no time. Write a date such as 2027-01-31, a time such as 2027-01-31T12:00:00Z, or {(isPast ? "how long ago, such as \"2 days\"" : "a duration such as \"30 days\"")}.");

    private static DateTimeOffset Midnight(string option, DateOnly day, bool isEnd) => isEnd && day == DateOnly.MaxValue
        ? throw new CliException(CliExitCodes.Usage, $"{option}: no day comes after 9999-12-31. Write an earlier date, such as 2027-01-31.")
        : new DateTimeOffset((isEnd ? day.AddDays(1) : day).ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
}
