using System.Globalization;
using System.Text.RegularExpressions;
using MeshStarter.Contracts.Types;
using MeshStarter.Platform.Sql.Failures;
using MeshStarter.Platform.Workers.Engine;
using MeshStarter.Policy.Decisions;
using MeshStarter.QueryProxy.Planning;

namespace MeshStarter.QueryProxy.Sessions;

/// <summary>The session properties that a client may set, with Trino's names and forms. Pure.</summary>
internal static partial class SessionProperties
{
    /// <summary>The time that a query may take, waiting included: a duration, at most what the service allows.</summary>
    public const string MaxRunTime = "query_max_run_time";

    /// <summary>The time zone of SET TIME ZONE; SHOW SESSION does not list it.</summary>
    public const string TimeZone = "time_zone_id";

    /// <summary>The purpose that queries read for: one of the token's, where the token has some.</summary>
    public const string Purpose = "purpose";

    /// <exception cref="QueryFailedException">A property is unknown, or its value is wrong.</exception>
    public static void Require(QuerySession session)
    {
        foreach (var (name, value) in session.Properties)
        {
            Require(name, value);
        }
    }

    /// <exception cref="QueryFailedException">The property is unknown, or the value is wrong.</exception>
    public static void Require(string name, string value)
    {
        RequireKnown(name);
        if (value.Contains('\0', StringComparison.Ordinal))
        {
            throw new QueryFailedException(new QueryFailure(TrinoErrorCode.InvalidSessionProperty, $"Session property '{name}' is invalid: its value holds the character U+0000. Leave it out."));
        }

        if (name == Purpose && Principal.PurposeProblem(value) is { } problem)
        {
            throw new QueryFailedException(new QueryFailure(TrinoErrorCode.InvalidSessionProperty, $"Session property '{name}' is invalid: {problem}"));
        }

        if (name == MaxRunTime && Duration(value) is null)
        {
            throw new QueryFailedException(new QueryFailure(TrinoErrorCode.InvalidSessionProperty,
                $"Session property '{name}' is invalid: duration is not a valid data duration string: {value}. Write a number and a unit, such as '30s' or '5m'."));
        }
    }

    /// <exception cref="QueryFailedException">The property is unknown.</exception>
    public static void RequireKnown(string name)
    {
        if (name is not (MaxRunTime or TimeZone or Purpose) && !TrinoProperties.Has(name))
        {
            var near = TrinoProperties.Nearest(name) is { } known ? $" Did you mean to use '{known}'?" : "";
            throw new QueryFailedException(new QueryFailure(TrinoErrorCode.InvalidSessionProperty, $"Session property '{name}' does not exist.{near} SHOW SESSION lists those that do."));
        }
    }

    /// <summary>The time that a query of the session may take; null where the session sets none.</summary>
    public static TimeSpan? RunTime(QuerySession session) =>
        session.Properties.LastOrDefault(property => property.Key == MaxRunTime).Value is { } text ? Duration(text) : null;

    /// <summary>The purpose that the session states; null for none.</summary>
    public static string? PurposeOf(QuerySession session) => session.Properties.LastOrDefault(property => property.Key == Purpose).Value?.Trim();

    /// <summary>The query whose rows are those of SHOW SESSION.</summary>
    public static string Rows(QuerySession session, TimeSpan limit)
    {
        var most = string.Create(CultureInfo.InvariantCulture, $"{limit.TotalSeconds:0.##}s");
        var own = session.Properties.LastOrDefault(property => property.Key == MaxRunTime).Value ?? most;
        return InlineRows.Select(
            [("Name", "VARCHAR"), ("Value", "VARCHAR"), ("Default", "VARCHAR"), ("Type", "VARCHAR"), ("Description", "VARCHAR")],
            [
                [SqlText.Quote(Purpose), SqlText.Quote(PurposeOf(session) ?? ""), "''", "'varchar'", "'Purpose that queries read for; without one those of the token count'"],
                [SqlText.Quote(MaxRunTime), SqlText.Quote(own), SqlText.Quote(most), "'varchar'", "'Maximum run time of a query (includes the queueing time)'"],
                .. session.Properties.Where(property => TrinoProperties.Has(property.Key)).DistinctBy(property => property.Key).Select(property => new[]
                {
                    SqlText.Quote(property.Key), SqlText.Quote(property.Value), "''", SqlText.Quote(TrinoProperties.TypeOf(property.Key)), "'Accepted for Trino''s clients, without effect here'",
                }),
            ]);
    }

    // 500ms, 1.5h, 100.00d
    private static TimeSpan? Duration(string text)
    {
        if (Form().Match(text) is not { Success: true } parts)
        {
            return null;
        }

        var number = double.Parse(parts.Groups["number"].ValueSpan, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);
        var milliseconds = number * parts.Groups["unit"].Value switch { "ns" => 1e-6, "us" => 1e-3, "ms" => 1, "s" => 1e3, "m" => 60e3, "h" => 3_600e3, _ => 86_400e3 };
        // A timer's longest time.
        return TimeSpan.FromMilliseconds(Math.Min(milliseconds, int.MaxValue));
    }

    [GeneratedRegex("^ *(?<number>[0-9]{1,9}(?:\\.[0-9]{1,9})?) *(?<unit>ns|us|ms|s|m|h|d) *$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Form();
}
