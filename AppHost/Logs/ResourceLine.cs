using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;

namespace MeshStarter.AppHost.Logs;

/// <summary>A log line of a resource, with a single time and its own level.</summary>
/// <param name="Level">The level in the line; without one, the level of the stream.</param>
/// <param name="Time">The time in the line; without one, the time at which the orchestrator read it.</param>
/// <param name="Text">The rest of the line: category and message.</param>
internal readonly partial record struct ResourceLine(LogLevel Level, DateTimeOffset Time, string Text)
{
    private static readonly Dictionary<string, LogLevel> Levels = new(StringComparer.Ordinal)
    {
        ["trce"] = LogLevel.Trace,
        ["dbug"] = LogLevel.Debug,
        ["info"] = LogLevel.Information,
        ["warn"] = LogLevel.Warning,
        ["fail"] = LogLevel.Error,
        ["crit"] = LogLevel.Critical,
    };

    private static readonly string[] Cancellations = [typeof(OperationCanceledException).FullName!, typeof(TaskCanceledException).FullName!];

    /// <summary>The level in the form that services write.</summary>
    public static string Name(LogLevel level) => Levels.FirstOrDefault(known => known.Value == level).Key ?? "crit";

    /// <summary>Parses the orchestrator's log entry of a resource's line: a number, its time, the line.</summary>
    /// <param name="entry"><c>14: 2026-11-21T17:51:55.6750717Z 2026-11-21T17:51:55.570Z warn Category: message</c>.</param>
    /// <param name="stream">The level that the orchestrator assigns to the stream: error for standard error.</param>
    /// <param name="now">The time of a line without one.</param>
    public static ResourceLine Read(string entry, LogLevel stream, DateTimeOffset now)
    {
        var match = Parts().Match(Colour().Replace(entry, ""));
        var (read, own, level, text) = (match.Groups["read"], match.Groups["own"], match.Groups["level"], match.Groups["text"].Value);
        var time = own.Success ? own : read;
        return new ResourceLine(
            level.Success ? Levels[level.Value] : stream,
            time.Success && DateTimeOffset.TryParse(time.ValueSpan, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at) ? at : now,
            text);
    }

    /// <summary>Formats the line for a file: time, level, text.</summary>
    public override string ToString() => $"{Stamp(Time)} {Name(Level)} {Text}";

    /// <summary>Formats the line for the terminal, which shows the lines of all resources, and an exception without its stack.</summary>
    public string Of(string resource)
    {
        var lines = Text.Split('\n', 3);
        return $"{Stamp(Time)} {Name(Level)} {resource}: {lines[0].TrimEnd()}{(lines.Length == 1 ? "" : $" ({lines[1].Trim()})")}";
    }

    /// <summary>Whether the orchestrator reports a resource that it did not start because the mesh is stopping.</summary>
    public bool IsCancelled
    {
        get
        {
            var text = Text;
            return Cancellations.Any(cancellation => text.Contains($"\n{cancellation}", StringComparison.Ordinal));
        }
    }

    /// <summary>Whether the line is the orchestrator's own, such as an image that cannot be pulled.</summary>
    public bool IsOfOrchestrator => Text.StartsWith("[sys]", StringComparison.Ordinal) || Text.Contains('\n');

    private static string Stamp(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);

    [GeneratedRegex(
        @"^(?:\d+: )?(?:(?<read>\d{4}-\d\d-\d\dT[\d:.]+Z) ?)?(?:(?<own>\d{4}-\d\d-\d\dT[\d:.]+Z) )?(?:(?<level>trce|dbug|info|warn|fail|crit):? )?(?<text>.*)$",
        RegexOptions.ExplicitCapture | RegexOptions.Singleline,
        matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Parts();

    // Orchestrators make services write colours, which do not belong in a file.
    [GeneratedRegex(@"\x1b\[[0-9;]*m", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Colour();
}
