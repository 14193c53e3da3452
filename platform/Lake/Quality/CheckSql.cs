using MeshStarter.Contracts.Checks;
using MeshStarter.Contracts.Products;
using MeshStarter.DuckDb;
using MeshStarter.DuckDb.Parsing;
using MeshStarter.Platform.Sql.Analysis;
using MeshStarter.Platform.Sql.Failures;
using MeshStarter.Platform.Sql.Tokens;

namespace MeshStarter.Lake.Quality;

/// <summary>
/// Refuses the SQL of a check that is more than one SELECT of known functions over the batch and the rows of the table. The engine that runs checks
/// reads the table's files, so that it cannot close files to them.
/// </summary>
internal static class CheckSql
{
    private const string Reach = $"A check reads {CheckedBatch.This} and {CheckedBatch.Existing}, and nothing else: no files, settings or other products.";

    private static readonly string[] Relations = [CheckedBatch.This, CheckedBatch.Existing, CheckedBatch.FormerExisting];

    /// <summary>Returns why a check may not run; null where it may.</summary>
    /// <param name="session">A session whose parser reads the SQL; nothing is run.</param>
    /// <param name="check">The check.</param>
    public static string? Refusal(DuckDbConnection session, QualityCheck check)
    {
        if (check is not SqlCheck sql)
        {
            return null;
        }

        var analysis = SqlAnalyzer.Analyze(sql.Statement, SqlTree.Of(session, sql.Statement));
        return analysis.Refusal is { } refusal
            ? $"{refusal.Text.TrimEnd('.')}.{(refusal.Code == TrinoErrorCode.SyntaxError ? "" : $" {Reach}")}"
            : analysis.Tables.FirstOrDefault(table => !IsOfCheck(table)) is { } other
                ? new QueryFailure(TrinoErrorCode.TableNotFound, $"{Quoted.Text(other.FullName)} is no relation of a check. {Reach}", SqlPosition.FromByteOffset(sql.Statement, other.Offset)).Text
                : null;
    }

    private static bool IsOfCheck(TableReference table) => Relations.Contains(table.FullName, AsciiNames.Comparer);
}
