using System.Globalization;
using MeshStarter.Cli.Control;
using MeshStarter.Cli.Remote;
using MeshStarter.EmbeddedPostgres.Servers;

namespace MeshStarter.Cli.Doctor;

/// <summary>Checks that the ports of a mesh on this machine are free, or its own.</summary>
internal static class PortCheck
{
    private static readonly (string Service, int Usual)[] Ports = [("Portal", 7400), ("Catalog", 7401), ("Governance", 7402), ("Query", 7403), ("QueryTls", 7443)];

    /// <summary>Returns a diagnosis for all free ports, and one for each that another process has.</summary>
    public static async Task<IReadOnlyList<Diagnosis>> FindAsync(string? data, CancellationToken cancellationToken)
    {
        List<int> ports;
        try
        {
            ports = [.. Ports.Select(each => MeshPorts.Find(each.Service, each.Usual).Port)];
        }
        catch (CliException wrong)
        {
            return [Diagnosis.Missing("ports", wrong.Message, "correct the setting, or unset it")];
        }

        var taken = ports.Where(port => !LoopbackPort.IsFree(port)).ToList();
        var list = string.Join(", ", ports.Select(Text));
        if (taken.Count == 0)
        {
            return [Diagnosis.Ok("ports", $"{list} are free")];
        }

        var running = await ControlClient.RunningAsync(DataFolders.FindOrNone(data), cancellationToken);
        if (running.Count > 0)
        {
            return [Diagnosis.Ok("ports", $"{list}: the mesh of {string.Join(" and ", running)} runs")];
        }

        var fix = LoopbackPort.MoveToFree(ports) is { } further ? $"stop it, or move the mesh: export Mesh__Ports__Offset={Text(MeshPorts.Offset + further)}" : "stop it";
        return [.. taken.Select(port => Diagnosis.Missing("ports", $"{Text(port)} is in use by {PortHolder.Find(port) ?? "another process"}", fix))];
    }

    private static string Text(int port) => port.ToString(CultureInfo.InvariantCulture);
}
