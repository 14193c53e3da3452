using MeshStarter.Contracts.Products;
using Microsoft.CodeAnalysis.Diagnostics;

namespace MeshStarter.Sdk.Generator.Reading;

/// <summary>The project that contracts are read for, as the build describes it.</summary>
/// <param name="Root">The root namespace; empty where it has none.</param>
/// <param name="Domain">The domain whose service it is; null where it is none.</param>
internal sealed record ContractProject(string Root, string? Domain)
{
    internal const string RootNamespace = "build_property.RootNamespace";

    /// <summary>The property of a domain's build with the name of its project.</summary>
    internal const string DomainProject = "build_property.MeshDomainProject";

    public static ContractProject Of(AnalyzerConfigOptions options) => new(
        options.TryGetValue(RootNamespace, out var root) ? root : "",
        options.TryGetValue(DomainProject, out var project) && project.Length > 0 ? DomainName.OfProject(project) : null);
}
