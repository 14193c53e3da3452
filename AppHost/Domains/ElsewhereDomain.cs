using System.Reflection;
using MeshStarter.AppHost.Settings;
using MeshStarter.Contracts.Products;
using Microsoft.Extensions.Configuration;

namespace MeshStarter.AppHost.Domains;

/// <summary>A domain whose service this start does not run, such as one in a repository of its own: setting <c>Mesh:Domains:&lt;domain&gt;:PublicUrl</c>.</summary>
/// <param name="Domain">Its name.</param>
/// <param name="PublicUrl">The address at which readers reach its service.</param>
internal sealed record ElsewhereDomain(string Domain, string PublicUrl)
{
    private const string Address = "PublicUrl";

    private static readonly string[] Reserved =
        Assembly.GetExecutingAssembly().GetCustomAttributes<AssemblyMetadataAttribute>().First(metadata => metadata.Key == "MeshReservedDomains").Value!.Split(';');

    /// <summary>The domain's name in the form that a resource name requires.</summary>
    public string ResourceName => Domain.Replace('_', '-');

    /// <summary>Reads the settings.</summary>
    /// <param name="configuration">The settings of the start.</param>
    /// <param name="running">The domains that the start runs.</param>
    /// <exception cref="StartRefusedException">A setting cannot be used; the message names it, the reason and the fix.</exception>
    public static IReadOnlyList<ElsewhereDomain> Read(IConfiguration configuration, IEnumerable<DomainProject> running)
    {
        var domains = configuration.GetSection(MeshSettings.DomainsKey).GetChildren().Select(Read).OrderBy(domain => domain.Domain, StringComparer.Ordinal).ToList();
        return running.FirstOrDefault(project => domains.Exists(domain => domain.Domain == project.Domain)) is { Domain: var own }
            ? throw new StartRefusedException($"Setting {Setting(own)}: this start runs {own} from {DomainProject.Folder}/ itself, and knows its address. Leave the setting out, or leave {own} out of {MeshSettings.DomainsKey}.")
            : domains;
    }

    private static ElsewhereDomain Read(IConfigurationSection section)
    {
        var (name, text) = (section.Key, section[Address]);
        if (section.GetChildren().FirstOrDefault(setting => !setting.Key.Equals(Address, StringComparison.OrdinalIgnoreCase)) is { } unknown)
        {
            throw new StartRefusedException($"Setting {unknown.Path} is not known. Did you mean {Setting(name)}?");
        }

        if (MeshName.Problem(name) is { } problem)
        {
            throw new StartRefusedException($"Setting {Setting(name)}: the name of the domain {problem}");
        }

        if (Reserved.Contains(name.Replace("_", "", StringComparison.Ordinal), StringComparer.Ordinal))
        {
            throw new StartRefusedException($"Setting {Setting(name)}: no domain can be called {name}: the platform uses that word itself. Call it my_{name}, or otherwise.");
        }

        return Uri.TryCreate(text, UriKind.Absolute, out var address) && address is { Scheme: "http" or "https", UserInfo: "", Query: "", Fragment: "" }
            ? new ElsewhereDomain(name, text)
            : throw new StartRefusedException($"Setting {Setting(name)}: \"{text}\" is no address of a service. Set it to an absolute http or https address without user, query and fragment, such as http://localhost:5001.");
    }

    private static string Setting(string domain) => $"{MeshSettings.DomainsKey}:{domain}:{Address}";
}
