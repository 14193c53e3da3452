using MeshStarter.Lake.Tables;
using MeshStarter.Platform.Iceberg.Commits;
using MeshStarter.Platform.IcebergCatalog.Names;
using MeshStarter.Platform.IcebergCatalog.Wire;
using MeshStarter.Policy.Decisions;

namespace MeshStarter.Platform.IcebergCatalog.Tables;

/// <summary>Tries commits until they are in force: a swap that lost its race is tried again on what came first, for as long as the commit's requirements hold.</summary>
internal sealed class CommitAttempts(CommitMoves commitMoves, MetadataSwap swap, MetadataLimits limits, LargeTables largeTables)
{
    /// <summary>Swaps that may be lost in a row; each loss is another commit's success.</summary>
    public const int Attempts = 50;

    /// <summary>The refusal after that many.</summary>
    public static IcebergRefusedException Exhausted => IcebergRefusedException.CommitFailed($"Other commits came first {Attempts} times in a row. Try again.");

    private readonly KeyedLock<string> _lock = new();

    /// <summary>Makes commits, all or none.</summary>
    /// <returns>Each table with its commit, and the metadata file that it was made on; null where the commit changed nothing or made the table.</returns>
    public async Task<IReadOnlyList<(CatalogTable Table, string? Before)>> RunAsync(
        Principal caller, IReadOnlyList<(TableTarget Target, TableCommit Commit)> changes, IdempotencyKey? key, int status, CancellationToken cancellationToken)
    {
        // Commits of one table follow each other here: a lost swap is for when another catalog is at it too.
        using var entered = changes.Count == 1 ? await _lock.EnterAsync(changes[0].Target.ToString(), cancellationToken) : null;
        using var large = new LargeChange(largeTables);
        for (var attempt = 1; ; attempt++)
        {
            var moves = new List<TableMove>(changes.Count);
            var answers = new List<(CatalogTable, string?)>(changes.Count);
            try
            {
                foreach (var (target, commit) in changes)
                {
                    var (answer, move) = await commitMoves.PrepareAsync(caller, target, commit, large, cancellationToken);
                    answers.Add((answer, move?.OldMetadataLocation));
                    if (move is not null)
                    {
                        moves.Add(move);
                    }

                    limits.RequireTransaction(moves);
                }
            }
            catch
            {
                await swap.DiscardAsync(moves);
                throw;
            }

            if (moves.Count == 0 || await swap.TryAsync(moves, key, status, cancellationToken))
            {
                return answers;
            }

            if (attempt == Attempts)
            {
                throw Exhausted;
            }
        }
    }
}
