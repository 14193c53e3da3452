using System.Reflection;
using System.Text.Json.Nodes;
using MeshStarter.Platform.Avro.Compatibility;
using MeshStarter.ServiceDefaults.Problems;

namespace MeshStarter.Platform.SchemaRegistry;

/// <summary>
/// Confluent's Schema Registry API. Only Avro is taken. What is in it is read by everyone who has signed in; subjects
/// <c>domain.…</c> are written by that domain, and those of a product by its registration.
/// </summary>
internal static class RegistryEndpoints
{
    public const string Prefix = "/schema-registry";

    public static RouteGroupBuilder MapSchemaRegistry(this IEndpointRouteBuilder app)
    {
        var registry = app.MapGroup(Prefix).WithTags("schema registry").AddEndpointFilter<RefusalFilter>().AddEndpointFilter(RegistryCall.CloseAsync);
        registry.MapGet("", () => RegistryAnswer.Of(new JsonObject())).WithSummary("Answers that the registry is there");
        registry.MapGet("contexts", () => RegistryAnswer.Of(["."])).WithSummary("The contexts: there is one");
        registry.MapGet("schemas/types", () => RegistryAnswer.Of(["AVRO"])).WithSummary("The types of schemas that are taken");
        registry.MapGet("v1/metadata/id", () => RegistryAnswer.Of(new JsonObject
        {
            ["id"] = "",
            ["scope"] = new JsonObject { ["path"] = new JsonArray(), ["clusters"] = new JsonObject { ["schema-registry-cluster"] = "mesh" } },
        })).WithSummary("The registry's name");
        registry.MapGet("v1/metadata/version", () => RegistryAnswer.Of(new JsonObject
        {
            ["version"] = typeof(RegistryEndpoints).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "",
        })).WithSummary("The registry's version");

        // Serializers with default settings ask this first; no association means the topic's own subject.
        registry.MapGet("associations/{**rest}", () => RegistryAnswer.Of(Array.Empty<string>())).WithSummary("Subjects that are tied to other resources: none");
        registry.MapSubjects();
        registry.MapDeletion();
        registry.MapSchemas();
        registry.MapCompatibility();
        registry.MapConfig();
        registry.MapModes();
        return registry;
    }

    /// <summary>Describes a conflict, with the version that the schema was validated against.</summary>
    public static IReadOnlyList<string> Details(CompatibilityConflict conflict, SchemaVersion earlier, CompatibilityLevel level) =>
    [
        .. conflict.Reasons.Select(reason => reason.ToString()),
        $"{{oldSchemaVersion: {earlier.Version}}}",
        $"{{oldSchema: '{earlier.Schema.Text}'}}",
        $"{{validateFields: 'false', compatibility: '{CompatibilityLevels.NameOf(level)}'}}",
    ];
}
