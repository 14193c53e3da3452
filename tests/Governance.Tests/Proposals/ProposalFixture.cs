using MeshStarter.Governance.Tests.Access;

namespace MeshStarter.Governance.Tests.Proposals;

/// <summary>A catalog, and a governance alongside it whose rules no test changes.</summary>
public sealed class ProposalFixture : CatalogFixture
{
    private readonly Lazy<Task<ProposalMesh>> _shared;

    public ProposalFixture() => _shared = new(async () =>
    {
        var mesh = await ProposalMesh.StartAsync(this);
        NewProduct();
        return mesh;
    });

    /// <summary>One for proposals that take no effect, with a product.</summary>
    internal Task<ProposalMesh> SharedMeshAsync() => _shared.Value;

    public override async Task DisposeAsync()
    {
        if (_shared.IsValueCreated && IsAvailable)
        {
            await (await _shared.Value).DisposeAsync();
        }

        await base.DisposeAsync();
    }
}
