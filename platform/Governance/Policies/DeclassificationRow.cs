using MeshStarter.Contracts.Policies;
using MeshStarter.Contracts.Products;
using MeshStarter.Governance.Access;

namespace MeshStarter.Governance.Policies;

/// <summary>A request to declassify as the database has it.</summary>
internal sealed class DeclassificationRow
{
    public Guid Id { get; init; }

    public string Product { get; init; } = "";

    public string Version { get; init; } = "";

    public string[]? Columns { get; init; }

    public string Reason { get; init; } = "";

    public string RequestedBy { get; init; } = "";

    public DateTime RequestedAt { get; init; }

    public string State { get; init; } = "";

    public string? DecidedBy { get; init; }

    public string? Decision { get; init; }

    public DateTime? DecidedAt { get; init; }

    public DeclassificationRequest ToRequest() => new()
    {
        Id = Id,
        Product = DataProductId.Parse(Product),
        Version = ProductVersion.Parse(Version),
        Columns = Columns,
        Reason = Reason,
        RequestedBy = RequestedBy,
        RequestedAt = RequestRow.Utc(RequestedAt),
        State = WireNames.TryParse<DeclassificationState>(State, out var state) ? state : DeclassificationState.Requested,
        DecidedBy = DecidedBy,
        Decision = Decision,
        DecidedAt = DecidedAt is { } at ? RequestRow.Utc(at) : null,
    };
}
