using System.CommandLine;
using MeshStarter.Cli.Commands;
using MeshStarter.Cli.Control;
using MeshStarter.Cli.Terminal;

namespace MeshStarter.Cli.Operations;

/// <summary><c>mesh restart</c>: builds a service of the mesh on this machine, and starts its process again.</summary>
internal static class RestartCommand
{
    public static Command Create()
    {
        var service = new Argument<string>("service") { Description = "A domain, such as orders, or a service of the platform" };
        var data = DataFolders.Option();
        var format = FormatOption.OfOne();
        var command = new Command("restart", "Build a service of the mesh on this machine, and start its process again") { service, data, format };
        command.SetAction(async (result, cancellationToken) =>
        {
            var name = result.GetValue(service)!;
            var exitCode = await Progress.RunAsync($"Restarting {name}", write => ControlClient.SendAsync(
                result.GetValue(data), new ControlRequest(ControlRequest.Restart, name), answer => write(answer.Text ?? ""), TimeProvider.System, cancellationToken));
            await FormatOption.WriteJsonAsync(result, format, new { Service = name, IsRestarted = exitCode == CliExitCodes.Success });
            return exitCode;
        });
        return command;
    }
}
