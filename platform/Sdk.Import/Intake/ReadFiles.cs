using MeshStarter.Sdk.Products;
using MeshStarter.ServiceDefaults.Database;
using Npgsql;

namespace MeshStarter.Sdk.Import.Intake;

/// <summary>Remembers the files of a source that were read.</summary>
internal sealed class ReadFiles(NpgsqlDataSource database, OwnProduct product, TimeProvider time)
{
    private readonly string _product = product.Id.ToString();

    /// <summary>Returns the files, by their names.</summary>
    public async Task<Dictionary<string, ReadFile>> ListAsync(CancellationToken cancellationToken) =>
        (await database.QueryAsync<ReadFile>(
            "SELECT file, length, modified_at AS ModifiedAt, content, rows, rejected, passed_over AS PassedOver, problems, lacks, generation FROM mesh.source_files WHERE product = @Product", new { Product = _product }, cancellationToken))
        .ToDictionary(file => file.File, StringComparer.Ordinal);

    /// <summary>Stores a file in the transaction that takes its rows over.</summary>
    public Task StoreAsync(ReadFile file, NpgsqlTransaction transaction, CancellationToken cancellationToken) => transaction.ExecuteAsync(
        """
        INSERT INTO mesh.source_files (product, file, length, modified_at, content, rows, rejected, passed_over, problems, lacks, generation, read_at)
        VALUES (@Product, @File, @Length, @ModifiedAt, @Content, @Rows, @Rejected, @PassedOver, @Problems, @Lacks, @Generation, @Now)
        ON CONFLICT (product, file) DO UPDATE SET length = excluded.length, modified_at = excluded.modified_at, content = excluded.content, rows = excluded.rows,
            rejected = excluded.rejected, passed_over = excluded.passed_over, problems = excluded.problems, lacks = excluded.lacks, generation = excluded.generation, read_at = excluded.read_at
        """,
        new { Product = _product, file.File, file.Length, file.ModifiedAt, file.Content, file.Rows, file.Rejected, file.PassedOver, file.Problems, file.Lacks, file.Generation, Now = time.GetUtcNow() },
        cancellationToken);

    /// <summary>Removes files that the source has no longer. Of facts it stays known which content was taken.</summary>
    public async Task RemoveAsync(IReadOnlyCollection<string> gone, bool areKeyed, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        var files = new { Product = _product, Gone = gone.ToArray(), AreKeyed = areKeyed };
        await transaction.ExecuteAsync("DELETE FROM mesh.source_files WHERE product = @Product AND file = ANY (@Gone) AND (@AreKeyed OR content = '')", files, cancellationToken);
        // One that comes back is looked at again, which finds the problem that it still has.
        await transaction.ExecuteAsync("UPDATE mesh.source_files SET problems = '{}', length = -1 WHERE product = @Product AND file = ANY (@Gone)", files, cancellationToken);
    }
}
