using MeshStarter.Contracts.Policies;
using MeshStarter.Contracts.Products;

namespace MeshStarter.Governance.Policies;

/// <summary>A tightening as the database has it.</summary>
internal sealed class TighteningRow
{
    public Guid Id { get; init; }

    public DataProductId? Product { get; init; }

    public string Rules { get; init; } = "";

    public string By { get; init; } = "";

    public bool BySecurity { get; init; }

    public string Reason { get; init; } = "";

    public DateTimeOffset BeginsAt { get; init; }

    public DateTimeOffset Until { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    public PolicyTightening ToTightening() => new(Id, Product, Rules, By, Reason, BeginsAt, Until, EndedAt) { IsBySecurity = BySecurity };
}
