using MeshStarter.Contracts.Policies;
using MeshStarter.Contracts.Products;
using MeshStarter.Governance.Access;
using MeshStarter.Governance.Audit;
using MeshStarter.ServiceDefaults.Database;
using Npgsql;

namespace MeshStarter.Governance.Policies;

/// <summary>A change of the rules, or of proposals. One at a time: it locks the state of the rules.</summary>
internal sealed class PolicyTransaction : RecordedTransaction
{
    private PolicyTransaction(NpgsqlTransaction transaction) : base(transaction)
    {
    }

    public static async Task<PolicyTransaction> BeginAsync(NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        var transaction = new PolicyTransaction(await OpenAsync(database, cancellationToken));
        try
        {
            await transaction.ExecuteAsync("SELECT FROM policy_state FOR UPDATE", null, cancellationToken);
            return transaction;
        }
        catch
        {
            await transaction.DisposeAsync();
            throw;
        }
    }

    /// <summary>Reads the state that is served, with what this transaction changed.</summary>
    public Task<ServedState?> ServedAsync(CancellationToken cancellationToken) => PolicyStore.ServedAsync(Transaction, cancellationToken);

    /// <summary>The last text of the file that was looked at, and the version that it is based on.</summary>
    public Task<(string? Sha256, long? Base)> FileAsync(CancellationToken cancellationToken) => Transaction.FirstAsync<(string?, long?)>(
        "SELECT file_sha256, file_base FROM policy_state", null, cancellationToken);

    /// <summary>Notes a text of the file, and the version that it is based on.</summary>
    public Task NoteFileAsync(string sha256, long version, CancellationToken cancellationToken) =>
        ExecuteAsync("UPDATE policy_state SET file_sha256 = @sha256, file_base = @version", new { sha256, version }, cancellationToken);

    /// <summary>Puts a version into force. What is served with it is another revision.</summary>
    public async Task AddVersionAsync(PolicyVersion version, CancellationToken cancellationToken)
    {
        await ExecuteAsync(
            """
            INSERT INTO policy_versions (number, label, text, sha256, base, effective_from, author, origin, reason, proposal)
            VALUES (@Number, @Label, @Text, @Sha256, @Base, @EffectiveFrom, @Author, @Origin, @Reason, @Proposal)
            """,
            new { version.Number, version.Label, version.Text, version.Sha256, version.Base, EffectiveFrom = version.EffectiveFrom.UtcDateTime, version.Author, Origin = WireNames.Of(version.Origin), version.Reason, version.Proposal },
            cancellationToken);
        await RaiseRevisionAsync(cancellationToken);
        await ExecuteAsync(
            "UPDATE policy_proposals SET state = 'overtaken', outcome = @outcome WHERE state IN ('open', 'passed') AND base < @Number",
            new { version.Number, outcome = $"Version {version.Number} came into force. An edit bases the proposal on it; votes begin again." },
            cancellationToken);
    }

    /// <summary>Raises the revision of what is served.</summary>
    public Task RaiseRevisionAsync(CancellationToken cancellationToken) => ExecuteAsync($"UPDATE policy_state SET revision = revision + 1; NOTIFY {GrantListener.Channel}", null, cancellationToken);

    public Task<int> ExecuteAsync(string sql, object? parameters, CancellationToken cancellationToken) => Transaction.ExecuteAsync(sql, parameters, cancellationToken);
}
