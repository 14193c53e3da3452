using MeshStarter.Contracts.Checks;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Quality;
using MeshStarter.DuckDb;
using MeshStarter.Lake.Reading;

namespace MeshStarter.Lake.Quality;

/// <summary>Has the engine read a product's checks before there are rows: one that it does not understand would quarantine every batch.</summary>
public static class CheckTrial
{
    private static readonly TimeSpan Most = TimeSpan.FromSeconds(30);

    /// <summary>The checks that cannot be run whatever a batch holds, with why. They are only read; one that the engine does not come to an end with counts as good.</summary>
    /// <param name="product">The product with the checks.</param>
    /// <param name="schemas">The columns of another product; null where they are not known, and what refers to it counts as good.</param>
    /// <param name="time">The clock that limits each check.</param>
    /// <param name="cancellationToken">Ends the trial.</param>
    public static IReadOnlyList<CheckResult> Broken(
        DataProductDescriptor product, Func<DataProductId, IReadOnlyList<ColumnDefinition>?> schemas, TimeProvider time, CancellationToken cancellationToken)
    {
        using var trial = new TrialSession();
        var session = trial.Session;
        BatchAudit.SetOut(session, new AuditedBatch { Rows = TableRows.None(product.Schema).Sql }, product.Quality.Checks, cancellationToken);
        var batch = new AuditedBatch { Rows = CheckedBatch.This, Referenced = (other, _) => schemas(other) is { } columns ? TableRows.None(columns).Sql : null };
        var tried = new CheckedBatch(product.Schema, batch, time.GetUtcNow());
        return [.. product.Quality.Checks.Select(check => Try(check)).OfType<CheckResult>()];

        CheckResult? Try(QualityCheck check)
        {
            if (check is ReferentialCheck referential && schemas(referential.ToProduct) is { } columns && !columns.Any(column => string.Equals(column.Name, referential.ToColumn, StringComparison.OrdinalIgnoreCase)))
            {
                return BatchAudit.Broken(check, $"{referential.ToProduct} has no column {Quoted.Text(referential.ToColumn)}.").Result;
            }

            var failing = check.On(tried) switch
            {
                CheckTest.OfRow test => BatchAudit.FailingOf(test),
                CheckTest.OfRows test => test.Failing,
                _ => null,
            };
            if (failing is null)
            {
                return null;
            }

            // The engine computes what is constant while it reads.
            using var limit = new CheckLimit(Most, time, check, cancellationToken);
            try
            {
                if (CheckSql.Refusal(session, check) is { } refusal)
                {
                    return BatchAudit.Broken(check, refusal).Result;
                }

                session.Execute($"EXPLAIN SELECT * FROM (\n{failing}\n)", limit.Token);
                return null;
            }
            catch (DuckDbException exception)
            {
                return BatchAudit.IsOfTheCheck(check, exception) ? BatchAudit.Broken(check, exception).Result : null;
            }
            catch (OperationCanceledException exception) when (limit.Ended(exception) is not null)
            {
                return null;
            }
        }
    }
}
