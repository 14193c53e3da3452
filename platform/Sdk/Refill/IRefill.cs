using Npgsql;

namespace MeshStarter.Sdk.Refill;

/// <summary>
/// Emits the current state of a product of this domain again, so that a new major version, which begins empty, gets the rows that are there. Registered by
/// <see cref="SdkExtensions.AddRefill{TRefill}"/>, and run by <c>mesh product refill</c>.
/// </summary>
public interface IRefill
{
    /// <summary>The product's name in the domain, such as <c>orders</c> for its newest major version, or <c>orders@2</c> for that one alone.</summary>
    string Product { get; }

    /// <summary>
    /// Emits rows through the product's publisher, in the order of their key. It locks what it reads (<c>FOR UPDATE</c>), so that no change is emitted between
    /// its read and its emit. A row that is emitted twice replaces itself by its key, and an event with the same id is not emitted again.
    /// </summary>
    /// <param name="after">The place of the last row of the page before; null for the first page.</param>
    /// <param name="limit">The most rows.</param>
    /// <param name="transaction">The transaction, which also notes the place; the caller commits it.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    Task<RefillPage> EmitAsync(string? after, int limit, NpgsqlTransaction transaction, CancellationToken cancellationToken);
}
