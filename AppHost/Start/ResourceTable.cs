using System.Text;

namespace MeshStarter.AppHost.Start;

/// <summary>Formats a line for each resource: its state, its address, and the problem if there is one.</summary>
internal static class ResourceTable
{
    public static string Write(MeshMap map, IReadOnlyList<ResourceState> states)
    {
        var (name, state) = (states.Max(resource => resource.Name.Length), states.Max(resource => resource.Text.Length));
        var table = new StringBuilder().AppendLine();
        foreach (var (resource, current) in map.All.Zip(states))
        {
            table.AppendLine($"  {current.Name.PadRight(name)}  {current.Text.PadRight(state)}  {(current.Phase == ResourcePhase.Ended ? "" : string.Join("  ", Addresses(resource)))}".TrimEnd());
        }

        return table.ToString();
    }

    /// <summary>The addresses of a resource. The database server's is that of its clients; its HTTP endpoint only reports its health.</summary>
    public static IEnumerable<string> Addresses(IResourceBuilder<ProjectResource> resource)
    {
        var tcp = resource.GetEndpoint("tcp");
        return (tcp.Exists ? [tcp] : new[] { resource.GetEndpoint("http"), resource.GetEndpoint("https") })
            .Where(endpoint => endpoint is { Exists: true, IsAllocated: true }).Select(endpoint => endpoint.Url);
    }
}
