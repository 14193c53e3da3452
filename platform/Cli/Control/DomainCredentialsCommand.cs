using System.CommandLine;
using MeshStarter.Cli.Commands;
using MeshStarter.Contracts.Texts;

namespace MeshStarter.Cli.Control;

/// <summary><c>mesh domain credentials</c>: has the mesh on this machine write what the service of a domain elsewhere needs to join it.</summary>
internal static class DomainCredentialsCommand
{
    private const string File = "mesh-credentials.json";

    public static Command Create()
    {
        var domain = new Argument<string>("domain") { Description = "A domain that the mesh's start does not run: one of Mesh:Domains:<domain>:PublicUrl" };
        var output = new Option<string>("--output", "-o") { Description = $"The file, which only you can read; {File} in the current folder when left out", DefaultValueFactory = _ => File };
        GivenPath.RefuseFolder(output);
        var data = DataFolders.Option();
        var format = FormatOption.OfOne();
        var command = new Command("credentials", "Write what the service of a domain elsewhere needs to join the mesh on this machine, now and at each further start of it") { domain, output, data, format };
        command.SetAction(async (result, cancellationToken) =>
        {
            var request = new ControlRequest(ControlRequest.Credentials, result.GetValue(domain), Path.GetFullPath(result.GetValue(output)!));
            var exitCode = await ControlClient.SendAsync(result.GetValue(data), request, answer => Console.Error.WriteLineAsync(VisibleText.Line(answer.Text)), TimeProvider.System, cancellationToken);
            if (exitCode == CliExitCodes.Success)
            {
                await FormatOption.WriteJsonAsync(result, format, new { domain = request.Resource, file = request.File });
            }

            return exitCode;
        });
        return command;
    }
}
