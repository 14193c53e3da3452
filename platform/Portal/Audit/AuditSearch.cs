using System.Globalization;
using MeshStarter.Contracts.Texts;
using MeshStarter.Portal.Querying;

namespace MeshStarter.Portal.Audit;

/// <summary>The criteria of the audit page, as its form and its addresses have them. An empty value is left out.</summary>
internal sealed record AuditSearch
{
    /// <summary>The decision that only refusals have.</summary>
    public const string Refused = "refused";

    /// <summary>The kind that only services are.</summary>
    public const string Services = "services";

    /// <summary>The kind that people and services are.</summary>
    public const string Everyone = "all";

    /// <summary>The decision that only permissions have.</summary>
    public const string Permitted = "permitted";

    /// <summary>The time that governance has to find the records.</summary>
    public const int Seconds = 20;

    public string? Who { get; init; }

    public string? Product { get; init; }

    public string? Column { get; init; }

    public string? Action { get; init; }

    public string? Decision { get; init; }

    /// <summary>The kind of principals: <see cref="Services"/> or <see cref="Everyone"/>; people alone without.</summary>
    public string? Kind { get; init; }

    /// <summary>The first day, as <c>2027-01-31</c>.</summary>
    public string? From { get; init; }

    /// <summary>The last day.</summary>
    public string? To { get; init; }

    /// <summary>The zone in which the days begin and end, such as <c>Europe/Berlin</c>; <see cref="DayZone.Default"/> without.</summary>
    public string? Zone { get; init; }

    public string? Before { get; init; }

    /// <summary>Whether anything is filtered by.</summary>
    public bool IsFiltered => Address(this with { Before = null, Zone = null }) != Address(new AuditSearch());

    /// <summary>The address of the page with this filter.</summary>
    public static string Address(AuditSearch search) => PageAddress.Of("/audit", Parameters(search));

    /// <summary>The address of a file of all records with this filter.</summary>
    public static string CsvAddress(AuditSearch search) => PageAddress.Of("/data/audit/csv", Parameters(search with { Before = null }));

    /// <summary>The address below governance's of a page of the records that fit, newest first and each decision with its end.</summary>
    /// <exception cref="ServiceRefusedException">The zone is not known.</exception>
    public string OfGovernance(int limit) => $"audit?joined=true&limit={limit}" + Query(
        ("subject", Who?.Trim()),
        ("product", Product?.Trim()),
        ("column", Column?.Trim()),
        ("action", Action),
        // The kind of one that is named does not matter.
        ("people", string.IsNullOrWhiteSpace(Who) ? Kind switch { Services => "false", Everyone => null, _ => "true" } : null),
        ("permit", Decision switch { Permitted => "true", Refused => "false", _ => null }),
        ("from", Start(From, 0)),
        ("to", Start(To, 1)),
        ("before", Before));

    private static string Parameters(AuditSearch search) => Query(
        ("who", search.Who), ("product", search.Product), ("column", search.Column), ("action", search.Action), ("decision", search.Decision), ("kind", search.Kind), ("from", search.From), ("to", search.To),
        ("zone", search.Zone), ("before", search.Before));

    // What is no day goes to governance as it is, which says so. No day comes after the last one of the calendar, which as an end excludes nothing.
    private string? Start(string? text, int days) =>
        !DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? text
        : day > DateOnly.MaxValue.AddDays(-days) ? null
        : DayZone.StartOf(day.AddDays(days), Zone) is var (start, problem) && problem is null ? start.ToString("uuuu-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)
        : throw new ServiceRefusedException(problem) { Status = StatusCodes.Status400BadRequest };

    private static string Query(params IEnumerable<(string Name, string? Value)> values) => string.Concat(values.Select(each => QueryParameter.Of(each.Name, each.Value)));
}
