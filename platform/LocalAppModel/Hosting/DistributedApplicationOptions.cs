using System.Reflection;

namespace Aspire.Hosting;

/// <summary>Options of an application's builder.</summary>
public sealed class DistributedApplicationOptions
{
    /// <summary>Command line of the AppHost.</summary>
    public string[]? Args { get; set; }

    /// <summary>Name of the AppHost's assembly; default the entry assembly.</summary>
    public string? AssemblyName { get; set; }

    /// <summary>Whether the AppHost's own log has the output of its resources.</summary>
    public bool EnableResourceLogging { get; set; }

    /// <summary>Whether HTTPS endpoints get a developer certificate; always false here.</summary>
    public bool? DeveloperCertificateDefaultHttpsTerminationEnabled { get; set; }

    internal Assembly? Assembly => AssemblyName is null ? Assembly.GetEntryAssembly() : Assembly.Load(AssemblyName);
}
