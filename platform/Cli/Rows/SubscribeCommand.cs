using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using MeshStarter.Cli.Commands;
using MeshStarter.Cli.Remote;
using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Lifecycle;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Registration;

namespace MeshStarter.Cli.Rows;

/// <summary>
/// <c>mesh subscribe</c>: registers the caller as a consumer of a product, where a purpose is given, and follows its stream: an event a line, until Ctrl+C.
/// </summary>
internal static class SubscribeCommand
{
    public static Command Create()
    {
        var product = ProductArgument.Create();
        var purpose = new Option<string?>("--purpose") { Description = "What you use the product for: registers you as its consumer, whom an impact names and a new major version waits for" };
        var ends = new Option<bool>("--end") { Description = "Take your registration back, and follow nothing" };
        var after = new Option<string?>("--after") { Description = "The id of the event to go on after; from the first event that is kept without it" };
        var limit = new Option<long?>("--limit") { Description = "End after so many events" };
        var format = new Option<string>("--format") { Description = "How events are written: json (a CloudEvent a line)", DefaultValueFactory = _ => "json" };
        format.AcceptOnlyFromAmong("json");
        var service = MeshOptions.Service();
        var options = new MeshOptions();
        var command = new Command("subscribe", "Follow the stream of a product, an event a line, until Ctrl+C; with a purpose also be known as its consumer") { product, purpose, ends, after, limit, format, service };
        options.AddTo(command);
        command.SetAction(async (result, cancellationToken) =>
        {
            var reference = result.GetValue(product);
            if (result.GetValue(limit) is < 1)
            {
                throw new CliException(CliExitCodes.Usage, "--limit: must be 1 or more.");
            }

            if (result.GetValue(ends))
            {
                using var mesh = options.Open(result);
                await mesh.DeleteAsync($"products/{reference.Product}/subscriptions{(reference.Major is { } major ? string.Create(CultureInfo.InvariantCulture, $"?major={major}") : "")}", cancellationToken);
                await Console.Error.WriteLineAsync($"{reference}: you are no longer known as its consumer.");
                return CliExitCodes.Success;
            }

            var hasStream = await RegisterAsync(options, result, service, reference, result.GetValue(purpose), cancellationToken);
            if (hasStream)
            {
                using var stream = new FollowedStream(() => options.Open(result, result.GetValue(service)), reference, result.GetValue(after));
                await WriteAsync(stream, result.GetValue(after), result.GetValue(limit) ?? long.MaxValue, cancellationToken);
            }

            return CliExitCodes.Success;
        });
        return command;
    }

    // Registers the caller where there is a purpose, and returns whether there is a stream to follow.
    private static async Task<bool> RegisterAsync(MeshOptions options, ParseResult result, Option<Uri?> service, ProductReference product, string? purpose, CancellationToken cancellationToken)
    {
        if (purpose is null && result.GetValue(service) is not null)
        {
            return true;
        }

        using var mesh = options.Open(result);
        var details = (await mesh.GetAsync($"products/{product}", cancellationToken)).Deserialize<ProductDetails>(MeshJson.Options)!;
        if (purpose is not null)
        {
            var known = (await mesh.PostAsync($"products/{product.Product}/subscriptions", new SubscriptionRequest(purpose, product.Major), cancellationToken)).Deserialize<ConsumerSubscription>(MeshJson.Options)!;
            await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{product.Product}@{known.Major}: you are known as its consumer. mesh subscribe {product} --end takes that back."));
        }

        if (details.Ports.Any(port => port.Type == PortType.Stream))
        {
            return true;
        }

        var without = $"{product}: it has no stream port to follow. mesh sample {product} shows its rows.";
        if (purpose is null)
        {
            throw new CliException(CliExitCodes.Failed, without);
        }

        await Console.Error.WriteLineAsync(without);
        return false;
    }

    private static async Task WriteAsync(FollowedStream stream, string? after, long left, CancellationToken cancellationToken)
    {
        var last = after;
        try
        {
            while (left > 0)
            {
                OutputReader.Require();
                foreach (var received in await stream.ReadAsync(left, cancellationToken))
                {
                    await Console.Out.WriteLineAsync(received.GetRawText());
                    OutputReader.Require();
                    last = received.GetProperty("id").GetString();
                    left--;
                }

                last = stream.LastEventId;
            }
        }
        catch (OutputClosedException)
        {
            // Which event its reader took last is not known.
            last = after;
            throw;
        }
        finally
        {
            // Where nothing was read, the given event may be none of the stream.
            if (last is not null && last != after)
            {
                await Console.Error.WriteLineAsync($"--after {last} goes on from here.");
            }
        }
    }
}
