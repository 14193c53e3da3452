using Npgsql;

namespace MeshStarter.DomainName.Operations;

/// <summary>Emits the entries again, as <c>mesh product refill</c> requests for a new major version.</summary>
internal sealed class EntryRefill(EntryStore store) : IRefill
{
    public string Product => "product_name";

    public Task<RefillPage> EmitAsync(string? after, int limit, NpgsqlTransaction transaction, CancellationToken cancellationToken) =>
        store.EmitAgainAsync(after is null ? null : Guid.Parse(after), limit, transaction, cancellationToken);
}
