using System.CommandLine;
using System.Text.Json;
using MeshStarter.Cli.Commands;
using MeshStarter.Cli.Control;
using MeshStarter.Contracts.Texts;

namespace MeshStarter.Cli.Operations;

/// <summary><c>mesh status</c>: shows the state of each process of the mesh on this machine.</summary>
internal static class StatusCommand
{
    public static Command Create()
    {
        var data = DataFolders.Option();
        var format = FormatOption.OfList("processes");
        var command = new Command("status", "Show the state of each process of the mesh on this machine") { data, format };
        command.SetAction(async (result, cancellationToken) =>
        {
            var (asJson, rows) = (FormatOption.IsJson(result, format), new List<ControlResource>());
            var exitCode = await ControlClient.SendAsync(result.GetValue(data), new ControlRequest(ControlRequest.Status), ReadAsync, cancellationToken);
            var (name, state) = (rows.Select(row => row.Name.Length).DefaultIfEmpty().Max(), rows.Select(row => row.State.Length).DefaultIfEmpty().Max());
            foreach (var row in rows)
            {
                await Console.Out.WriteLineAsync($"{row.Name.PadRight(name)}  {VisibleText.Line(row.State).PadRight(state)}  {string.Join("  ", row.Addresses)}".TrimEnd());
                foreach (var reason in row.Reasons)
                {
                    await Console.Out.WriteLineAsync($"  {VisibleText.Line(reason)}");
                }
            }

            return exitCode;

            async Task ReadAsync(ControlAnswer answer)
            {
                if (answer.Text is { } text)
                {
                    await Console.Error.WriteLineAsync(VisibleText.Line(text));
                }
                else if (answer.Resource is { } resource && asJson)
                {
                    await Console.Out.WriteLineAsync(JsonSerializer.Serialize(resource, ControlRequest.Json));
                }
                else if (answer.Resource is { } row)
                {
                    rows.Add(row);
                }
            }
        });
        return command;
    }
}
