using System.Reflection;

namespace Aspire.Hosting;

/// <summary>Metadata that the build writes into the AppHost's assembly (<c>eng/LocalAppModel.targets</c>).</summary>
internal sealed class AppHostMetadata(Assembly? appHost)
{
    private const string OutputPrefix = "localappmodel:output:";

    private readonly AssemblyMetadataAttribute[] _attributes = appHost?.GetCustomAttributes<AssemblyMetadataAttribute>().ToArray() ?? [];

    /// <summary>The AppHost project's folder.</summary>
    internal string? ProjectDirectory => Value("apphostprojectpath");

    /// <summary>Gets the assembly of a project.</summary>
    /// <exception cref="DistributedApplicationException">The build has no such project, or its output is missing.</exception>
    internal string OutputOf(string projectPath)
    {
        var comparison = OperatingSystem.IsLinux() ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;
        var output = _attributes.FirstOrDefault(a => a.Key.StartsWith(OutputPrefix, StringComparison.Ordinal) && string.Equals(a.Key[OutputPrefix.Length..], projectPath, comparison))?.Value
            ?? throw new DistributedApplicationException($"{projectPath} was not built with the AppHost: it is none of its ProjectReference items. Nothing is compiled at start");
        return File.Exists(output)
            ? output
            : throw new DistributedApplicationException($"its built output {output} does not exist: build the AppHost again");
    }

    private string? Value(string key) => _attributes.FirstOrDefault(a => string.Equals(a.Key, key, StringComparison.OrdinalIgnoreCase))?.Value;
}
