using System.CommandLine;
using System.Text.Json;
using MeshStarter.Cli.Commands;
using MeshStarter.Cli.Control;
using MeshStarter.Cli.Terminal;
using MeshStarter.Contracts.Slo;
using MeshStarter.Contracts.Texts;

namespace MeshStarter.Cli.Operations;

/// <summary><c>mesh status</c>: shows the state of each process of the mesh on this machine, the pipelines of its domains, and sources that fail or have rejected rows.</summary>
internal static class StatusCommand
{
    public static Command Create()
    {
        var data = DataFolders.Option();
        var format = FormatOption.OfList("processes");
        var command = new Command("status", "Show the state of each process of the mesh on this machine, how pipelines are doing, and which sources are at risk") { data, format };
        command.SetAction(async (result, cancellationToken) =>
        {
            var (asJson, rows) = (FormatOption.IsJson(result, format), new List<ControlResource>());
            var exitCode = await ControlClient.SendAsync(result.GetValue(data), new ControlRequest(ControlRequest.Status), ReadAsync, TimeProvider.System, cancellationToken);
            await WriteAsync(rows);
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

    private static async Task WriteAsync(List<ControlResource> rows)
    {
        await using var list = new Listing(asJson: false, "process", "state", "addresses");
        var (name, state) = (rows.Select(row => row.Name.Length).DefaultIfEmpty().Max(), rows.Select(row => row.State.Length).DefaultIfEmpty().Max());
        foreach (var row in rows)
        {
            var (text, addresses) = (VisibleText.Line(row.State), string.Join("  ", row.Addresses));
            var line = TerminalConsole.IsOutput ? $"{row.Name}\t{text}\t{addresses}" : $"{row.Name.PadRight(name)}  {text.PadRight(state)}  {addresses}".TrimEnd();
            await list.AddAsync(string.Join(Environment.NewLine, row.Reasons.Concat(row.Feeds?.Select(Text) ?? []).Select(more => $"  {VisibleText.Line(more)}").Prepend(line)));
        }
    }

    private static string Text(ControlFeed feed) => $"{feed.Kind} {feed.Product}: " + (
        feed.FailingSince is { } since ? $"fails since {Moment.Of(since)}{(feed.Kind == ControlFeed.Pipeline ? $"; mesh pipeline status {feed.Product} says why" : "")}"
        : feed.HasRejectedRows ? $"rows of its files are rejected; mesh source status {feed.Product} names them"
        : feed.DueSeconds > 0 ? $"a window waits, for {SloText.Age(feed.DueSeconds)} so far; mesh pipeline status {feed.Product} says until when"
        : "on time");
}
