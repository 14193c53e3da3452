using MeshStarter.Portal.Querying;

namespace MeshStarter.Portal.Sql;

/// <summary>Runs a query for a page without script: to its first rows, no further.</summary>
internal sealed class SqlRunner(StatementClient statements)
{
    /// <summary>Rows that such a page shows at most.</summary>
    public const int MaxRows = 100;

    /// <summary>Runs a query until there are enough rows for a page, or it has ended, and stops it.</summary>
    /// <param name="persona">The persona.</param>
    /// <param name="sql">The query.</param>
    /// <param name="purpose">The purpose that it reads for; null or empty for none.</param>
    /// <param name="cancellationToken">Canceled when the reader has left.</param>
    /// <exception cref="ServiceUnavailableException">The proxy does not answer.</exception>
    /// <exception cref="StatementRefusedException">The proxy refuses the request.</exception>
    public async Task<SqlResult> RunAsync(string persona, string sql, string? purpose, CancellationToken cancellationToken)
    {
        var page = await statements.BeginAsync(persona, sql, purpose, cancellationToken);
        List<IReadOnlyList<string?>> rows = [.. page.Rows];
        try
        {
            while (StatementPosition.Read(page.Next) is { } next && rows.Count <= MaxRows)
            {
                var following = await statements.PageAsync(persona, next, cancellationToken);
                page = following with { Columns = following.Columns ?? page.Columns };
                rows.AddRange(page.Rows);
            }
        }
        finally
        {
            if (page.Next is not null)
            {
                // Also for a reader who has left: the query would go on.
                await statements.CancelAsync(persona, page.Id, CancellationToken.None);
            }
        }

        return new SqlResult
        {
            Columns = page.Columns ?? [],
            Rows = [.. rows.Take(MaxRows)],
            HasMore = rows.Count > MaxRows,
            ElapsedMs = page.ElapsedMs,
            Error = page.Error,
            Inputs = page.Error is null ? await statements.InputsAsync(persona, page.Id, cancellationToken) : [],
        };
    }
}
