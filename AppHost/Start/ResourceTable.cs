using System.Text;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MeshStarter.AppHost.Start;

/// <summary>A line for each resource: its state, its address, and what is wrong where something is.</summary>
internal static class ResourceTable
{
    public static string Write(MeshMap map, ResourceNotificationService notifications)
    {
        var rows = map.All.Select(resource => Row(resource, notifications)).ToList();
        var (name, state) = (rows.Max(row => row.Name.Length), rows.Max(row => row.State.Length));
        var table = new StringBuilder().AppendLine();
        foreach (var row in rows)
        {
            table.Append("  ").Append(row.Name.PadRight(name)).Append("  ").Append(row.State.PadRight(state)).Append("  ").AppendLine(row.Address);
        }

        return table.ToString();
    }

    private static (string Name, string State, string Address) Row(IResourceBuilder<ProjectResource> resource, ResourceNotificationService notifications)
    {
        var address = string.Join("  ", new[] { resource.GetEndpoint("http"), resource.GetEndpoint("https") }
            .Where(endpoint => endpoint is { Exists: true, IsAllocated: true }).Select(endpoint => endpoint.Url));
        if (!notifications.TryGetCurrentState(resource.Resource.Name, out var current))
        {
            return (resource.Resource.Name, "not started", address);
        }

        var snapshot = current.Snapshot;
        var state = snapshot.HealthStatus == HealthStatus.Healthy ? "healthy"
            : snapshot.ExitCode is { } code ? $"ended with exit code {code}"
            : snapshot.State?.Text is { Length: > 0 } text ? $"{text.ToLowerInvariant()}, not healthy{Reason(snapshot)}"
            : "not started";
        return (resource.Resource.Name, state, address);
    }

    private static string Reason(CustomResourceSnapshot snapshot) =>
        snapshot.HealthReports.FirstOrDefault(report => report.Status != HealthStatus.Healthy)?.Description is { Length: > 0 } reason
            ? $" ({reason.Split('\n')[0].Trim()})"
            : "";
}
