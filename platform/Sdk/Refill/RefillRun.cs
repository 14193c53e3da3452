using MeshStarter.Sdk.Products;
using MeshStarter.ServiceDefaults.Database;
using Npgsql;

namespace MeshStarter.Sdk.Refill;

/// <summary>
/// Runs a refill page by page. Each page and its place commit together, so a run that was interrupted goes on where it was; two calls take turns.
/// </summary>
internal sealed class RefillRun(NpgsqlDataSource database, TimeProvider time)
{
    private const int PageSize = 500;

    // A caller gets an answer within this time, and calls again.
    private static readonly TimeSpan LongestCall = TimeSpan.FromSeconds(30);

    /// <summary>Goes on with the refill of a product, or begins one where the last is complete.</summary>
    public async Task<RefillProgress> RunAsync(OwnProduct product, IRefill refill, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        await database.ExecuteAsync(
            """
            INSERT INTO mesh.refills (product, begun_at) VALUES (@Product, @Now)
            ON CONFLICT (product) DO UPDATE SET place = NULL, rows = 0, begun_at = excluded.begun_at, ended_at = NULL WHERE refills.ended_at IS NOT NULL
            """,
            new { Product = product.Id.ToString(), Now = time.GetUtcNow() },
            cancellationToken);
        while (true)
        {
            var (rows, isComplete) = await EmitPageAsync(product, refill, cancellationToken);
            if (isComplete || time.GetElapsedTime(began) > LongestCall)
            {
                return new RefillProgress(product.Name, product.Id.Major, rows, isComplete);
            }
        }
    }

    private Task<(long Rows, bool IsComplete)> EmitPageAsync(OwnProduct product, IRefill refill, CancellationToken cancellationToken) => database.InTransactionAsync(async transaction =>
    {
        var known = await transaction.FirstAsync<(string? Place, long Rows, bool IsEnded)>(
            "SELECT place, rows, ended_at IS NOT NULL AS is_ended FROM mesh.refills WHERE product = @Product FOR UPDATE", new { Product = product.Id.ToString() }, cancellationToken);
        if (known.IsEnded)
        {
            return (known.Rows, true);
        }

        var page = await refill.EmitAsync(known.Place, PageSize, transaction, cancellationToken);
        await transaction.ExecuteAsync(
            "UPDATE mesh.refills SET place = @Next, rows = rows + @Rows, ended_at = @EndedAt WHERE product = @Product",
            new { Product = product.Id.ToString(), page.Next, page.Rows, EndedAt = page.Next is null ? time.GetUtcNow() : (DateTimeOffset?)null },
            cancellationToken);
        return (known.Rows + page.Rows, page.Next is null);
    }, cancellationToken);
}
