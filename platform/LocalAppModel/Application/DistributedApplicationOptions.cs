using System.Reflection;

namespace Aspire.Hosting;

/// <summary>How an application is built.</summary>
public sealed class DistributedApplicationOptions
{
    /// <summary>Command line of the AppHost.</summary>
    public string[]? Args { get; set; }

    /// <summary>Name of the AppHost's assembly; default the entry assembly.</summary>
    public string? AssemblyName { get; set; }

    /// <summary>Whether the AppHost's own log shows what its resources write.</summary>
    public bool EnableResourceLogging { get; set; }

    /// <summary>Whether a developer certificate is given to HTTPS endpoints; here it never is.</summary>
    public bool? DeveloperCertificateDefaultHttpsTerminationEnabled { get; set; }

    internal Assembly? Assembly => AssemblyName is null ? Assembly.GetEntryAssembly() : Assembly.Load(AssemblyName);
}
