using MeshStarter.Contracts.Products;
using MeshStarter.Platform.Audit.Records;

namespace MeshStarter.Governance.Audit;

/// <summary>The query string of <c>GET /audit</c>.</summary>
internal sealed record AuditQuery
{
    private const int DefaultLimit = 100;
    private const int LargestLimit = 1000;

    public string? Service { get; init; }

    public string? Subject { get; init; }

    public string? Action { get; init; }

    public string? Product { get; init; }

    /// <summary>A column that the record names: read, masked or requested.</summary>
    public string? Column { get; init; }

    public bool? Permit { get; init; }

    /// <summary>Only people, or only services.</summary>
    public bool? People { get; init; }

    public string? Outcome { get; init; }

    public bool? Joined { get; init; }

    public DateTimeOffset? From { get; init; }

    public DateTimeOffset? To { get; init; }

    public string? Before { get; init; }

    public int? Limit { get; init; }

    /// <summary>The filter; null and what is wrong when a value cannot be used.</summary>
    public AuditFilter? ToFilter(out string? wrong)
    {
        var (product, before) = (default(DataProductId), default(AuditCursor));
        wrong = Limit is < 1 or > LargestLimit ? $"limit: must be between 1 and {LargestLimit}."
            : Product is not null && !DataProductId.TryParse(Product, out product) ? "product: not a product's name. Write it as domain.product, such as orders.orders."
            : Before is not null && !AuditCursor.TryParse(Before, out before) ? "before: not a place in the trail. Pass the value of \"next\" from the previous page."
            : Outcome is not null && !AuditOutcomes.All.Contains(Outcome, StringComparer.Ordinal) ? $"outcome: must be one of {string.Join(", ", AuditOutcomes.All)}."
            : From > To ? "from: is after to, so no record fits."
            : new[] { Service, Subject, Action, Column }.Any(text => text?.Contains('\0', StringComparison.Ordinal) == true) ? "service, subject, action, column: no record has the character U+0000."
            : null;
        return wrong is not null ? null : new AuditFilter(this, Product is null ? null : product, Before is null ? null : before, Limit ?? DefaultLimit);
    }
}
