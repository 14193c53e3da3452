using MeshStarter.Contracts.Checks;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Quality;
using MeshStarter.Lake.Reading;

namespace MeshStarter.Lake.Quality;

/// <summary>Validates rows against a product's checks without a table: for tests of those who emit them.</summary>
public static class RowAudit
{
    private const int MemoryLimitMiB = 256;

    /// <summary>The result of each check but those that read another product, in the descriptor's order.</summary>
    /// <param name="product">The product with the checks.</param>
    /// <param name="rows">The rows, each in canonical JSON.</param>
    /// <param name="time">The clock that ages count to.</param>
    /// <param name="cancellationToken">Ends the audit.</param>
    /// <exception cref="RowFormatException">A text is not a row of the product.</exception>
    public static IReadOnlyList<CheckResult> Run(DataProductDescriptor product, IEnumerable<string> rows, TimeProvider time, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(product);
        ArgumentNullException.ThrowIfNull(rows);
        using var engine = new LakeEngine(MemoryLimitMiB);
        using var session = engine.Connect();
        session.Execute($"CREATE TEMP TABLE batch AS {TableRows.None(product.Schema).Sql}", cancellationToken);
        using (var appender = session.Appender(null, "batch"))
        {
            var columns = new JsonRows(product.Schema);
            foreach (var row in rows)
            {
                columns.Append(appender, row);
                appender.EndRow();
            }

            appender.Flush();
        }

        var alone = product with { Quality = product.Quality with { Checks = [.. product.Quality.Checks.Where(check => check is not ReferentialCheck)] } };
        return [.. BatchAudit.Run(session, alone, new AuditedBatch { Rows = "SELECT * FROM batch" }, time, cancellationToken).Select(finding => finding.Result)];
    }
}
