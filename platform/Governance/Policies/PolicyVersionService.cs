using MeshStarter.Contracts.Policies;
using MeshStarter.Governance.Audit;
using MeshStarter.Governance.Proposals;
using MeshStarter.Platform.Audit.Records;
using MeshStarter.Platform.Enforcement.Polling;
using MeshStarter.Platform.Enforcement.Reporting;
using MeshStarter.Policy.Decisions;
using MeshStarter.ServiceDefaults.Identity;
using Npgsql;

namespace MeshStarter.Governance.Policies;

/// <summary>Keeps the versions of the rules: the first one from the file, later ones from edits of the file and from proposals that passed.</summary>
internal sealed partial class PolicyVersionService(
    NpgsqlDataSource database, PolicyStore store, BundleSource bundles, SteadyClock clock, TimeProvider time, IHostEnvironment environment, ILogger<PolicyVersionService> logger)
{
    private const string FirstReason = "The file of the rules at the first start";
    private const string EditReason = "An edit of the file of the rules";

    /// <summary>Governance itself, which reads the file.</summary>
    public static Principal Itself { get; } = new(AuditStore.Governance, Domain: null, [MeshRoles.Service], []);

    /// <summary>Reads what is in force and serves it.</summary>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        // Each change of a grant comes here too: the text is read where there is another one.
        if (await store.RevisionAsync(cancellationToken) != bundles.Current.Revision && await store.ServedAsync(cancellationToken) is { } served && served.Revision != bundles.Current.Revision && bundles.Replace(served.ToBundle()))
        {
            LogInForce(served.Version.Number, served.Version.Label, served.Revision);
        }
    }

    /// <summary>
    /// Looks at the file. The first one becomes version 1. A changed one becomes the next version in Development, and a proposal elsewhere; it is refused where
    /// the version that it is based on is not in force any more.
    /// </summary>
    /// <param name="text">The text of the file.</param>
    /// <param name="bundle">The rules in it.</param>
    /// <param name="folder">Its folder.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <returns>Whether it became the version in force.</returns>
    public async Task<bool> TakeFileAsync(string text, BundleFile bundle, string folder, CancellationToken cancellationToken)
    {
        var sha256 = BundleFile.Hash(text);
        await using var transaction = await PolicyTransaction.BeginAsync(database, cancellationToken);
        if (await transaction.ServedAsync(cancellationToken) is not { } served)
        {
            await AddAsync(transaction, 1, text, bundle, FirstReason, cancellationToken);
            return true;
        }

        var (known, fileBase) = await transaction.FileAsync(cancellationToken);
        if (sha256 == known)
        {
            return false;
        }

        // A proposal may have put the file's text into force, or gone back to it.
        var isCurrent = fileBase == served.Version.Number || known == served.Version.Sha256;
        if (sha256 == served.Version.Sha256)
        {
            // The file has the text in force: what is edited next is based on it.
            await transaction.NoteFileAsync(sha256, served.Version.Number, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            LogCaughtUp(folder, served.Version.Number);
            return false;
        }

        if (!isCurrent)
        {
            var refusal = $"it is an edit of version {fileBase}, and version {served.Version.Number} ({served.Version.Reason}) is in force. Bring the file up to date first: mesh policy show --yaml.";
            await transaction.RecordAsync(Record(permit: false, $"The file of the rules is refused: {refusal}"), cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            LogRefused(folder, refusal);
            return false;
        }

        if (!environment.IsDevelopment())
        {
            // A file that was taken back is there again: the proposal of it is voted on already.
            var proposal = await ProposalTransaction.FindOfFileAsync(transaction, sha256, served.Version.Number, cancellationToken)
                ?? (await ProposalTransaction.AddAsync(transaction, ProposalDraft.OfFile(text, sha256, served, clock.Now), time, cancellationToken)).Id;
            await transaction.NoteFileAsync(sha256, served.Version.Number, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            LogProposed(folder, proposal);
            return false;
        }

        await AddAsync(transaction, served.Version.Number + 1, text, bundle, EditReason, cancellationToken);
        return true;
    }

    private async Task AddAsync(PolicyTransaction transaction, long number, string text, BundleFile bundle, string reason, CancellationToken cancellationToken)
    {
        var version = new PolicyVersion
        {
            Number = number,
            Label = bundle.Rules.Version,
            Text = text,
            Sha256 = BundleFile.Hash(text),
            Base = number == 1 ? null : number - 1,
            EffectiveFrom = clock.Now,
            Author = AuditStore.Governance,
            Origin = PolicyOrigin.File,
            Reason = reason,
        };
        await transaction.AddVersionAsync(version, cancellationToken);
        await transaction.NoteFileAsync(version.Sha256, number, cancellationToken);
        await transaction.RecordAsync(Record(permit: true, $"Version {number} of the rules ({version.Label}, SHA-256 {version.Sha256}) is in force: {reason}"), cancellationToken);
        // What could not be served is not put into force.
        _ = (await transaction.ServedAsync(cancellationToken))!.ToBundle();
        await transaction.CommitAsync(cancellationToken);
    }

    private AuditRecord Record(bool permit, string reason) =>
        Itself.ToRecord(time, AuditStore.Governance, AuditActions.PolicyChange, permit, reason) with { PolicyVersion = bundles.Current.Rules.Version };

    [LoggerMessage(2012, LogLevel.Information, "Version {Number} of the rules ({Label}) is in force, revision {Revision}")]
    private partial void LogInForce(long number, string label, long revision);

    [LoggerMessage(2013, LogLevel.Information, "The file of the rules in {Folder} is version {Number}, which is in force")]
    private partial void LogCaughtUp(string folder, long number);

    [LoggerMessage(2014, LogLevel.Warning, "The file of the rules in {Folder} is refused: {Reason}")]
    private partial void LogRefused(string folder, string reason);

    [LoggerMessage(2015, LogLevel.Information, "The changed file of the rules in {Folder} is proposal {Proposal}; it takes effect once it has passed")]
    private partial void LogProposed(string folder, Guid proposal);
}
