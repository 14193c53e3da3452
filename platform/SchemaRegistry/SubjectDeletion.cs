using System.Text.Json.Nodes;
using Npgsql;

namespace MeshStarter.Platform.SchemaRegistry;

/// <summary>Deletes subjects and versions: first softly, then for good.</summary>
internal static class SubjectDeletion
{
    public static void MapDeletion(this RouteGroupBuilder registry)
    {
        registry.MapDelete("subjects/{subject}", DeleteSubjectAsync).WithSummary("Delete a subject; with permanent=true for good");
        registry.MapDelete("subjects/{subject}/versions/{version}", DeleteVersionAsync).WithSummary("Delete a version; with permanent=true for good");
    }

    private static Task<IResult> DeleteSubjectAsync(HttpContext http, NpgsqlDataSource database, RegistryAccess access, CancellationToken cancellationToken) => ChangeAsync(
        http, database, access, async (connection, subject, versions) =>
        {
            var permanent = RegistryRequest.Flag(http, "permanent");
            if (versions.Count == 0)
            {
                return RegistryErrors.NoSubject(subject.Requested);
            }

            var live = versions.Where(version => !version.IsDeleted).ToList();
            if (permanent && live.Count > 0)
            {
                return RegistryErrors.SubjectNotDeleted(subject.Requested);
            }

            if (!permanent && live.Count == 0)
            {
                return RegistryErrors.SubjectDeleted(subject.Requested);
            }

            var gone = (permanent ? versions : live).Select(version => version.Version).ToList();
            if (await ReferencedAsync(connection, subject, gone, permanent, cancellationToken) is { } referenced)
            {
                return referenced;
            }

            if (permanent)
            {
                await VersionTable.RemoveAsync(connection, subject.Name, gone, cancellationToken);
            }
            else
            {
                await VersionTable.HideAsync(connection, subject.Name, gone, cancellationToken);
                await SettingTable.SetConfigAsync(connection, subject.Name, config: null, cancellationToken);
                await SettingTable.SetModeAsync(connection, subject.Name, mode: null, cancellationToken);
            }

            return RegistryAnswer.Of(gone);
        },
        cancellationToken);

    private static Task<IResult> DeleteVersionAsync(HttpContext http, NpgsqlDataSource database, RegistryAccess access, CancellationToken cancellationToken) => ChangeAsync(
        http, database, access, async (connection, subject, versions) =>
        {
            var text = RegistryRequest.Segment(http, 4);
            if (!RegistryRequest.TryVersion(text, out var number))
            {
                return RegistryErrors.InvalidVersion(text);
            }

            if (versions.Count == 0)
            {
                return RegistryErrors.NoSubject(subject.Requested);
            }

            var permanent = RegistryRequest.Flag(http, "permanent");
            var found = number is null ? versions.LastOrDefault(version => version.IsDeleted == permanent) : versions.FirstOrDefault(version => version.Version == number);
            if (found is null)
            {
                return number is { } missing ? RegistryErrors.NoVersion(missing) : RegistryErrors.NoSubject(subject.Requested);
            }

            if (found.IsDeleted != permanent)
            {
                return permanent ? RegistryErrors.VersionNotDeleted(subject.Requested, found.Version) : RegistryErrors.VersionDeleted(subject.Requested, found.Version);
            }

            if (await ReferencedAsync(connection, subject, [found.Version], permanent, cancellationToken) is { } referenced)
            {
                return referenced;
            }

            await (permanent
                ? VersionTable.RemoveAsync(connection, subject.Name, [found.Version], cancellationToken)
                : VersionTable.HideAsync(connection, subject.Name, [found.Version], cancellationToken));
            return RegistryAnswer.Of((JsonNode)found.Version);
        },
        cancellationToken);

    private static Task<IResult> ChangeAsync(
        HttpContext http,
        NpgsqlDataSource database,
        RegistryAccess access,
        Func<NpgsqlConnection, SubjectKey, IReadOnlyList<SchemaVersion>, Task<RegistryAnswer>> change,
        CancellationToken cancellationToken) => SubjectChange.RunAsync(
        http, database, access, async (connection, subject) =>
        {
            if (subject.Product is { } product)
            {
                return RegistryErrors.NotPermitted(
                    $"Subject '{subject.Requested}' is the contract of {product}@{subject.Major} and stays as long as it does; POST /products/{product}/majors/{subject.Major}/retirement ends it.");
            }

            return await SettingTable.EffectiveModeAsync(connection, subject.Name, cancellationToken) is RegistryMode.ReadOnly or RegistryMode.ReadOnlyOverride
                ? RegistryErrors.NotPermitted($"Subject {subject.Requested} is in read-only mode")
                : await change(connection, subject, await VersionTable.ListAsync(connection, subject.Name, cancellationToken));
        },
        cancellationToken);

    private static async Task<RegistryAnswer?> ReferencedAsync(NpgsqlConnection connection, SubjectKey subject, IReadOnlyList<int> versions, bool deletedToo, CancellationToken cancellationToken)
    {
        foreach (var version in versions)
        {
            if ((await VersionTable.ReferencedByAsync(connection, subject.Name, [version], deletedToo, cancellationToken)).Count > 0)
            {
                return RegistryErrors.ReferenceExists(subject.Requested, version);
            }
        }

        return null;
    }
}
