using MeshStarter.Contracts.Policies;
using MeshStarter.Contracts.Products;
using MeshStarter.Governance.Access;

namespace MeshStarter.Governance.Policies;

/// <summary>A tightening as the database has it.</summary>
internal sealed class TighteningRow
{
    public Guid Id { get; init; }

    public string? Product { get; init; }

    public string Rules { get; init; } = "";

    public string By { get; init; } = "";

    public bool BySecurity { get; init; }

    public string Reason { get; init; } = "";

    public DateTime BeginsAt { get; init; }

    public DateTime Until { get; init; }

    public DateTime? EndedAt { get; init; }

    public PolicyTightening ToTightening() => new(
        Id, Product is null ? null : DataProductId.Parse(Product), Rules, By, Reason, RequestRow.Utc(BeginsAt), RequestRow.Utc(Until), EndedAt is { } end ? RequestRow.Utc(end) : null)
    { IsBySecurity = BySecurity };
}
