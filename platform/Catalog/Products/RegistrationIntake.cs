using MeshStarter.Contracts.Evolution;
using Npgsql;

namespace MeshStarter.Catalog.Products;

/// <summary>
/// Takes versions in, in groups: registrations would wait for each other anyway, at the registry of schemas. The same contract again changes nothing but the
/// words for people; a contract that <see cref="VersionRule"/> does not permit alongside the others is not kept, and the rule's sentence is returned.
/// </summary>
internal sealed class RegistrationIntake(NpgsqlDataSource database, TimeProvider time) : GroupIntake<PendingRegistration, RegistrationResult>(database, MaximumWaiting, MaximumGroup)
{
    private const int MaximumWaiting = 500;
    private const int MaximumGroup = 32;

    /// <inheritdoc/>
    protected override bool MayJoin(IReadOnlyList<PendingRegistration> group, PendingRegistration next) =>
        // One version of a product at a time: the next one is compared with it.
        group.All(registration => registration.Details.Name != next.Details.Name);

    /// <inheritdoc/>
    protected override async Task<IReadOnlyList<RegistrationResult>> WriteAsync(IReadOnlyList<PendingRegistration> group, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        var results = await new RegistrationGroup(transaction, time.GetUtcNow(), cancellationToken).WriteAsync(group);
        await Task.WhenAll(results.Select(each => each.Result is RegistrationResult.Stored stored ? each.Registration.RecordAsync(stored.Outcome) : Task.CompletedTask));
        return [.. results.Select(each => each.Result)];
    }
}
