using System.CommandLine;
using MeshStarter.Cli.Control;
using MeshStarter.Contracts.Texts;

namespace MeshStarter.Cli.Operations;

/// <summary><c>mesh restart</c>: builds a service of the mesh on this machine, and starts its process again.</summary>
internal static class RestartCommand
{
    public static Command Create()
    {
        var service = new Argument<string>("service") { Description = "A domain, such as orders, or a service of the platform" };
        var data = DataFolders.Option();
        var command = new Command("restart", "Build a service of the mesh on this machine, and start its process again") { service, data };
        command.SetAction((result, cancellationToken) => ControlClient.SendAsync(
            result.GetValue(data),
            new ControlRequest(ControlRequest.Restart, result.GetValue(service)),
            answer => Console.Error.WriteLineAsync(VisibleText.Line(answer.Text)),
            cancellationToken));
        return command;
    }
}
