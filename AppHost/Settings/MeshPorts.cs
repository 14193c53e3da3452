using MeshStarter.EmbeddedPostgres.Servers;
using Microsoft.Extensions.Configuration;

namespace MeshStarter.AppHost.Settings;

/// <summary>The ports that are the same at every start, section <c>Mesh:Ports</c>; <c>Offset</c> is added to all.</summary>
internal sealed record MeshPorts(int Portal, int Catalog, int Governance, int Query, int QueryTls)
{
    /// <summary>The portal's port unless the settings name another.</summary>
    public const int DefaultPortal = 7400;

    /// <summary>The query proxy's port unless the settings name another.</summary>
    public const int DefaultQuery = 7403;

    private const string Section = "Mesh:Ports";
    private const string OffsetName = "Offset";

    /// <summary>The number that is added to all ports.</summary>
    public int Offset { get; private init; }

    /// <summary>Reads the settings.</summary>
    /// <exception cref="StartRefusedException">A port is not a number from 1 to 65535.</exception>
    public static MeshPorts From(IConfiguration configuration)
    {
        var offset = Number(configuration, OffsetName, 0, -65_535);
        return new MeshPorts(
            Port(configuration, nameof(Portal), DefaultPortal, offset),
            Port(configuration, nameof(Catalog), 7401, offset),
            Port(configuration, nameof(Governance), 7402, offset),
            Port(configuration, nameof(Query), DefaultQuery, offset),
            Port(configuration, nameof(QueryTls), 7443, offset))
        {
            Offset = offset,
        };
    }

    /// <summary>Verifies that all ports are free. The orchestrator itself would continue with a port that another program uses.</summary>
    /// <exception cref="StartRefusedException">A port is in use or given twice; the message names it, its setting, and free ports.</exception>
    public void EnsureFree()
    {
        (string Name, int Port)[] all = [(nameof(Portal), Portal), (nameof(Catalog), Catalog), (nameof(Governance), Governance), (nameof(Query), Query), (nameof(QueryTls), QueryTls)];
        if (all.GroupBy(port => port.Port).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw new StartRefusedException($"Port {twice.Key} is given twice, as {string.Join(" and ", twice.Select(port => $"{Section}:{port.Name}"))}. Give each a port of its own.");
        }

        foreach (var (name, port) in all)
        {
            if (!LoopbackPort.IsFree(port))
            {
                var moveAll = LoopbackPort.MoveToFree([.. all.Select(each => each.Port)]) is { } further ? $"move all five ports with --{Section}:{OffsetName}={Offset + further}, or " : "";
                throw new StartRefusedException(
                    $"Port {port} ({Section}:{name}) is taken by another process. Stop it, or {moveAll}move this one alone with --{Section}:{name}=….");
            }
        }
    }

    private static int Port(IConfiguration configuration, string name, int standard, int offset)
    {
        var port = Number(configuration, name, standard, 1) + offset;
        return port is >= 1 and <= 65_535 ? port : throw new StartRefusedException($"Setting {Section}:{name}: {port} (with {Section}:{OffsetName}) is not a port from 1 to 65535.");
    }

    private static int Number(IConfiguration configuration, string name, int standard, int minimum)
    {
        var text = configuration[$"{Section}:{name}"];
        return string.IsNullOrEmpty(text) ? standard
            : int.TryParse(text, out var number) && number >= minimum && number <= 65_535 ? number
            : throw new StartRefusedException($"Setting {Section}:{name}: \"{text}\" is not a whole number from {minimum} to 65535.");
    }
}
