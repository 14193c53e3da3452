using System.Globalization;
using System.Text.Json.Nodes;
using MeshStarter.Contracts.Registration;
using MeshStarter.ServiceDefaults.Problems;

namespace MeshStarter.Platform.SchemaRegistry;

/// <summary>Schemas by their ids.</summary>
internal static class SchemaEndpoints
{
    public static void MapSchemas(this RouteGroupBuilder registry)
    {
        registry.MapGet("schemas", ListAsync).WithSummary("All versions of all subjects");
        registry.MapGet("schemas/ids/{id}", FindAsync).WithSummary("A schema by its id");
        registry.MapGet("schemas/ids/{id}/schema", TextAsync).WithSummary("A schema's text alone");
        registry.MapGet("schemas/ids/{id}/subjects", SubjectsAsync).WithSummary("The subjects that a schema is in");
        registry.MapGet("schemas/ids/{id}/versions", VersionsAsync).WithSummary("The versions that a schema is");
        registry.MapGet("schemas/guids/{guid}", FindByGuidAsync).WithSummary("A schema by its guid");
        registry.MapGet("schemas/guids/{guid}/ids", IdsAsync).WithSummary("The ids of a guid");
    }

    private static async Task<IResult> ListAsync(RegistryCall call)
    {
        var deletedToo = call.Flag("deleted");
        var versions = (await VersionTable.PlacesFromAsync(call.Connection, SubjectName.Beginning(call.Http.Request.Query["subjectPrefix"]), call.CancellationToken)).Where(version => deletedToo || !version.IsDeleted).ToList();
        IEnumerable<VersionPlace> visible = await RegistryView.SeenAsync(call, versions);
        if (call.Flag("latestOnly"))
        {
            var newest = await ContractTable.NewestAsync(call.Connection, visible.Select(version => version.Subject).Distinct(StringComparer.Ordinal), call.CancellationToken);
            visible = visible.GroupBy(version => version.Subject, StringComparer.Ordinal).Select(subject => RegistryView.Latest(subject.Key, [.. subject], newest)).OfType<VersionPlace>();
        }

        var page = call.Page(visible).ToList();
        var schemas = await SchemaTable.FindAsync(call.Connection, page.Select(place => place.SchemaId), call.CancellationToken);
        return RegistryAnswer.Of(new JsonArray([.. page.Select(place => new SchemaVersion(place.Subject, place.Version, place.IsDeleted, schemas[place.SchemaId]))
            .Select(version => RegistryView.Describe(version.Subject, version, version.Schema.Text))]));
    }

    private static async Task<IResult> FindAsync(RegistryCall call)
    {
        var (id, versions) = await ByIdAsync(call);
        var schema = await SchemaTable.FindAsync(call.Connection, id, call.CancellationToken);
        var answer = RegistryView.Describe(schema!, await RegistryView.FormattedAsync(call, schema!));
        if (call.Flag("fetchMaxId"))
        {
            answer["maxId"] = await SchemaTable.MaxIdAsync(call.Connection, call.CancellationToken);
        }

        // The same schema may be in several subjects: the contract is the one of the subject that the caller has in mind.
        if (call.Http.Request.Query["subject"].ToString() is { Length: > 0 } requested && SubjectName.TryParse(requested, out var name))
        {
            var subject = await call.ResolveAsync(name);
            if (versions.LastOrDefault(each => each.Version.Subject == subject.Name).Contract is { } contract)
            {
                answer["metadata"] = RegistryView.Metadata(contract);
            }
        }

        return RegistryAnswer.Of(answer);
    }

    private static async Task<IResult> TextAsync(RegistryCall call)
    {
        var (id, _) = await ByIdAsync(call);
        return RegistryView.Text(await RegistryView.FormattedAsync(call, (await SchemaTable.FindAsync(call.Connection, id, call.CancellationToken))!));
    }

    private static async Task<IResult> SubjectsAsync(RegistryCall call)
    {
        var (_, versions) = await ByIdAsync(call);
        var deletedToo = call.Flag("deleted");
        return RegistryAnswer.Of(call.Page(versions.Select(each => each.Version).Where(version => deletedToo || !version.IsDeleted).Select(version => version.Subject).Distinct(StringComparer.Ordinal)));
    }

    private static async Task<IResult> VersionsAsync(RegistryCall call)
    {
        var (_, versions) = await ByIdAsync(call);
        var deletedToo = call.Flag("deleted");
        return RegistryAnswer.Of(new JsonArray([.. call.Page(versions.Select(each => each.Version).Where(version => deletedToo || !version.IsDeleted))
            .Select(version => new JsonObject { ["subject"] = version.Subject, ["version"] = version.Version })]));
    }

    private static async Task<IResult> FindByGuidAsync(RegistryCall call)
    {
        var schema = await ByGuidAsync(call);
        return RegistryAnswer.Of(RegistryView.Describe(schema, await RegistryView.FormattedAsync(call, schema)));
    }

    private static async Task<IResult> IdsAsync(RegistryCall call)
    {
        var schema = await ByGuidAsync(call);
        return RegistryAnswer.Of(new JsonArray(new JsonObject { ["context"] = ".", ["id"] = schema.Id }));
    }

    private static async Task<(int Id, IReadOnlyList<(VersionPlace Version, ProductDetails? Contract)> Versions)> ByIdAsync(RegistryCall call)
    {
        var text = call.Segment(3);
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id))
        {
            throw new RequestRefusedException(RegistryErrors.NoSchema(text));
        }

        var versions = await SeenAsync(call, id);
        return versions.Count > 0 ? (id, versions) : throw new RequestRefusedException(RegistryErrors.NoSchema(id));
    }

    private static async Task<StoredSchema> ByGuidAsync(RegistryCall call)
    {
        var text = call.Segment(3);
        return Guid.TryParse(text, out var guid) && await SchemaTable.FindAsync(call.Connection, guid, call.CancellationToken) is { } schema
            && (await SeenAsync(call, schema.Id)).Count > 0
                ? schema
                : throw new RequestRefusedException(RegistryErrors.NoSchema(text));
    }

    // A schema is there for those who may know of a version that it is, deleted softly or not.
    private static async Task<IReadOnlyList<(VersionPlace Version, ProductDetails? Contract)>> SeenAsync(RegistryCall call, int id) =>
        await RegistryView.WithContractsAsync(call, await VersionTable.PlacesAsync(call.Connection, id, call.CancellationToken));
}
