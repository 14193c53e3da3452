using System.Text.Json;
using System.Text.Json.Nodes;
using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Registration;
using MeshStarter.ServiceDefaults.Problems;
using Npgsql;

namespace MeshStarter.Platform.SchemaRegistry;

/// <summary>Resolves an address for its caller, and answers in Confluent's format.</summary>
internal static class RegistryView
{
    private static readonly Dictionary<string, int> NoContracts = [];

    /// <summary>The subject that an address names with all its versions that the caller may know of.</summary>
    /// <exception cref="RequestRefusedException">The name is that of no subject.</exception>
    public static async Task<(SubjectKey Subject, IReadOnlyList<SchemaVersion> Versions)> VersionsAsync(RegistryCall call, int place = 2)
    {
        var (subject, held) = await OfSubjectAsync(call, place, VersionTable.ListAsync);
        return (subject, [.. held.Select(each => each.Version)]);
    }

    /// <summary>As <see cref="VersionsAsync"/>, without the schemas.</summary>
    public static async Task<(SubjectKey Subject, IReadOnlyList<VersionPlace> Versions)> PlacesAsync(RegistryCall call)
    {
        var (subject, held) = await OfSubjectAsync(call, 2, VersionTable.PlacesAsync);
        return (subject, [.. held.Select(each => each.Version)]);
    }

    private static async Task<(SubjectKey Subject, IReadOnlyList<(T Version, ProductDetails? Contract)> Versions)> OfSubjectAsync<T>(
        RegistryCall call, int place, Func<NpgsqlConnection, string, CancellationToken, Task<IReadOnlyList<T>>> list)
        where T : VersionPlace
    {
        var requested = call.Segment(place);
        if (!SubjectName.TryParse(requested, out var name))
        {
            throw new RequestRefusedException(RegistryErrors.InvalidSubject(requested));
        }

        var subject = await call.ResolveAsync(name);
        return (subject, await WithContractsAsync(call, await list(call.Connection, subject.Name, call.CancellationToken)));
    }

    /// <summary>The version that an address names, with the contract that it holds.</summary>
    /// <exception cref="RequestRefusedException">There is none that the caller may know of.</exception>
    public static async Task<(SubjectKey Subject, SchemaVersion Version, ProductDetails? Contract)> VersionAsync(RegistryCall call, bool deletedToo = false)
    {
        var text = call.Segment(4);
        if (!RegistryCall.TryVersion(text, out var number))
        {
            throw new RequestRefusedException(RegistryErrors.InvalidVersion(text));
        }

        var (subject, held) = await OfSubjectAsync(call, 2, VersionTable.ListAsync);
        var wanted = held.Select(each => each.Version).Where(version => deletedToo || call.Flag("deleted") || !version.IsDeleted).ToList();
        if (wanted.Count == 0)
        {
            throw new RequestRefusedException(RegistryErrors.NoSubject(subject.Requested));
        }

        return (number is null ? await LatestAsync(call, subject, wanted) : wanted.Find(version => version.Version == number)) is { } found
            ? (subject, found, held.First(each => each.Version == found).Contract)
            : throw new RequestRefusedException(RegistryErrors.NoVersion(number!.Value));
    }

    /// <summary>
    /// The latest of a subject's versions; null of none. A contract that takes back what the one before it changed is in an
    /// earlier version again, and that is the latest then.
    /// </summary>
    public static async Task<SchemaVersion?> LatestAsync(RegistryCall call, SubjectKey subject, IReadOnlyList<SchemaVersion> versions) =>
        Latest(subject.Name, versions, subject.Product is null ? NoContracts : await ContractTable.NewestAsync(call.Connection, [subject.Name], call.CancellationToken));

    /// <summary>The latest of a subject's versions; null of none.</summary>
    /// <param name="subject">The subject, as it is kept.</param>
    /// <param name="versions">Its versions, the oldest first.</param>
    /// <param name="newest">The version of each subject that has the newest contract (<see cref="ContractTable.NewestAsync"/>).</param>
    public static T? Latest<T>(string subject, IReadOnlyList<T> versions, IReadOnlyDictionary<string, int> newest)
        where T : VersionPlace =>
        newest.TryGetValue(subject, out var number) ? versions.FirstOrDefault(version => version.Version == number) : versions is [.., var last] ? last : null;

    /// <summary>
    /// Those of some subjects, as they are kept, that the caller may know of, by name, and with them the plain names that
    /// represent products' default versions.
    /// </summary>
    public static async Task<IReadOnlyList<string>> SeenAsync(RegistryCall call, IEnumerable<string> subjects)
    {
        var kept = subjects.Select(name => (Name: name, Product: ProductSubject.TryParse(name, out var product, out var major) && major is { } number ? new ProductMajorVersion(product, number) : (ProductMajorVersion?)null)).ToList();
        var visible = await call.Access.VisibleAsync(call.Connection, call.Principal, kept.Select(subject => subject.Product?.Product).OfType<DataProductId>(), call.CancellationToken);
        return
        [
            .. kept.Where(subject => subject.Product is not { } product || visible.ContainsKey(product)).Select(subject => subject.Name)
                .Concat(visible.Where(major => major.Value).Select(major => ProductSubject.PlainNameOf(major.Key.Product)))
                .Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal),
        ];
    }

    /// <summary>Those of some versions that the caller may know of.</summary>
    public static async Task<IReadOnlyList<T>> SeenAsync<T>(RegistryCall call, IReadOnlyList<T> versions)
        where T : VersionPlace => [.. (await WithContractsAsync(call, versions)).Select(each => each.Version)];

    /// <summary>
    /// Those of some versions that the caller may know of, each with the newest contract that it holds and the caller may know of. One that holds no contract any
    /// more is there for those who may know of its subject: schemas refer to it.
    /// </summary>
    public static async Task<IReadOnlyList<(T Version, ProductDetails? Contract)>> WithContractsAsync<T>(RegistryCall call, IReadOnlyList<T> versions)
        where T : VersionPlace
    {
        var subjects = (await SeenAsync(call, versions.Select(version => version.Subject))).ToHashSet(StringComparer.Ordinal);
        var contracts = await call.ContractsAsync([.. subjects.Where(ProductSubject.IsOfMajor)]);
        return
        [
            .. versions.Where(version => subjects.Contains(version.Subject))
                .Select(version => (version, IsHeld: contracts.TryGetValue((version.Subject, version.Version), out var contract), contract))
                .Where(each => !each.IsHeld || each.contract is not null)
                .Select(each => (each.version, each.contract)),
        ];
    }

    /// <summary>A version as answers give it.</summary>
    public static JsonObject Describe(string subject, SchemaVersion version, string text)
    {
        var answer = new JsonObject
        {
            ["subject"] = subject,
            ["version"] = version.Version,
            ["id"] = version.Schema.Id,
            ["guid"] = version.Schema.Guid.ToString("D"),
            ["schema"] = text,
        };
        if (version.Schema.References.Count > 0)
        {
            answer["references"] = SchemaReference.ToArray(version.Schema.References);
        }

        return answer;
    }

    /// <summary>A schema without a subject as answers give it.</summary>
    public static JsonObject Describe(StoredSchema schema, string text)
    {
        var answer = new JsonObject { ["schema"] = text, ["guid"] = schema.Guid.ToString("D") };
        if (schema.References.Count > 0)
        {
            answer["references"] = SchemaReference.ToArray(schema.References);
        }

        return answer;
    }

    /// <summary>
    /// A product's contract as Confluent's metadata, which clients keep and pass over: texts under names, of which
    /// <c>mesh.contract</c> is the descriptor as JSON.
    /// </summary>
    public static JsonObject Metadata(ProductDetails contract) => new()
    {
        ["properties"] = new JsonObject
        {
            ["mesh.product"] = contract.Name.ToString(),
            ["mesh.version"] = contract.Version.ToString(),
            ["mesh.owner"] = contract.Owner,
            ["mesh.contract"] = Contract(contract).ToJsonString(MeshJson.Options),
        },
    };

    /// <summary>A product's contract: the descriptor as JSON.</summary>
    public static JsonNode Contract(ProductDetails contract) => JsonSerializer.SerializeToNode(contract.ToDescriptor(), MeshJson.Options)!;

    /// <summary>A schema's text in the format that the query asks for: <c>resolved</c> has the referenced types in it, for a caller who may know of them all.</summary>
    public static async Task<string> FormattedAsync(RegistryCall call, StoredSchema schema) =>
        string.Equals(call.Http.Request.Query["format"], "resolved", StringComparison.OrdinalIgnoreCase)
            && await ReferencedSchema.SeesTypesAsync(call, schema)
            ? (await ReferencedSchema.ParseAsync(call.Connection, schema, call.CancellationToken)).ToString()
            : schema.Text;

    /// <summary>A schema's text as the whole answer.</summary>
    public static IResult Text(string schema) => Results.Text(schema, RegistryAnswer.MediaType);
}
