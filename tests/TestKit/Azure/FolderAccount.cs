using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace MeshStarter.TestKit.Azure;

/// <summary>
/// A fake of what Azurite lacks, in front of it: an account with hierarchical namespaces, whose signatures open one folder, and which gives
/// tokens' identities user delegation keys. Written from Azure Storage's REST reference; blobs themselves are Azurite's.
/// </summary>
public sealed class FolderAccount : IAsyncLifetime
{
    /// <summary>The token that an identity has here.</summary>
    public const string Token = "a-token-of-the-test";

    private static readonly byte[] KeySecret = RandomNumberGenerator.GetBytes(32);

    private readonly AzuriteServer _azurite = new();
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, AutomaticDecompression = DecompressionMethods.None });
    private readonly int _port = FreePort.Take();
    private WebApplication? _app;

    /// <summary>The reason why it cannot run here; null when it can.</summary>
    public string? Missing => _azurite.Missing;

    /// <summary>The account's endpoint, as settings name it.</summary>
    public string Endpoint => $"http://127.0.0.1:{_port}/{AzuriteServer.Account}";

    public async Task InitializeAsync()
    {
        await _azurite.InitializeAsync();
        if (Missing is not null)
        {
            return;
        }

        _app = await Loopback.StartAsync(app => app.Run(AnswerAsync), _port, builder => builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = null));
    }

    public async Task DisposeAsync()
    {
        await (_app?.DisposeAsync() ?? ValueTask.CompletedTask);
        _http.Dispose();
        await _azurite.DisposeAsync();
    }

    /// <summary>Makes a key of the identity of the test, as the service does.</summary>
    private static string DelegationKey(XElement info)
    {
        (string Name, string Value)[] fields =
        [
            ("SignedOid", "11111111-1111-1111-1111-111111111111"), ("SignedTid", "22222222-2222-2222-2222-222222222222"), ("SignedStart", info.Element("Start")!.Value), ("SignedExpiry", info.Element("Expiry")!.Value),
            ("SignedService", "b"), ("SignedVersion", "2023-11-03"),
        ];
        return new XElement("UserDelegationKey", [.. fields.Select(field => new XElement(field.Name, field.Value)), new XElement("Value", ValueOf(fields.Select(field => field.Value)))]).ToString();
    }

    private static string ValueOf(IEnumerable<string> fields) => Convert.ToBase64String(HMACSHA256.HashData(KeySecret, Encoding.UTF8.GetBytes(string.Join('\n', fields))));

    private async Task AnswerAsync(HttpContext context)
    {
        var request = context.Request;
        var path = request.Path.Value!.TrimStart('/').Split('/', 2) is [AzuriteServer.Account, var rest] ? rest : "";
        if (request.Query["comp"] == "userdelegationkey")
        {
            if (request.Headers.Authorization != $"Bearer {Token}")
            {
                Refuse(context, "AuthenticationFailed");
                return;
            }

            await context.Response.WriteAsync(DelegationKey(await XElement.LoadAsync(request.Body, LoadOptions.None, context.RequestAborted)), context.RequestAborted);
            return;
        }

        if (request.Query["sr"] == "d"
            && SignedFolder.Refusal(request, AzuriteServer.Account, path, AzuriteServer.Key, query => ValueOf(new[] { "skoid", "sktid", "skt", "ske", "sks", "skv" }.Select(name => query[name].ToString()))) is { } refusal)
        {
            Refuse(context, refusal);
            return;
        }

        await ForwardAsync(context);
    }

    private static void Refuse(HttpContext context, string code)
    {
        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        context.Response.Headers["x-ms-error-code"] = code;
    }

    private async Task ForwardAsync(HttpContext context)
    {
        var from = context.Request;
        var query = from.Query["sr"] == "d" ? Unsigned(from.Query) + AccountSignature() : from.QueryString.Value!.TrimStart('?');
        // The path as it was sent: a key's signature has it.
        var raw = context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestFeature>()!.RawTarget.Split('?')[0];
        using var request = new HttpRequestMessage(new HttpMethod(from.Method), new Uri($"{new Uri(_azurite.Endpoint).GetLeftPart(UriPartial.Authority)}{raw}?{query}"));
        if (from.ContentLength is not null)
        {
            request.Content = new StreamContent(from.Body);
        }

        foreach (var (name, value) in from.Headers.Where(header => header.Key is not ("Host" or "Connection" or "Transfer-Encoding")))
        {
            if (!request.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)value))
            {
                request.Content?.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)value);
            }
        }

        using var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, context.RequestAborted);
        context.Response.StatusCode = (int)answer.StatusCode;
        foreach (var (name, values) in answer.Headers.Concat(answer.Content.Headers).Where(header => header.Key is not ("Transfer-Encoding" or "Connection" or "Keep-Alive")))
        {
            context.Response.Headers[name] = values.ToArray();
        }

        if (context.Response.Headers.ContainsKey("x-ms-is-hns-enabled"))
        {
            context.Response.Headers["x-ms-is-hns-enabled"] = "true";
        }

        await answer.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
    }

    private static string Unsigned(IQueryCollection query)
    {
        string[] signed = ["sv", "spr", "se", "sr", "sdd", "sp", "sig", "skoid", "sktid", "skt", "ske", "sks", "skv"];
        return string.Concat(query.Where(each => !signed.Contains(each.Key)).Select(each => $"{each.Key}={Uri.EscapeDataString(each.Value.ToString())}&"));
    }

    // Azurite itself gets every permitted request with all rights.
    private static string AccountSignature()
    {
        const string Version = "2023-11-03";
        var end = TimeProvider.System.GetUtcNow().AddHours(1).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        var text = $"{AzuriteServer.Account}\nrwdlac\nb\nsco\n\n{end}\n\n\n{Version}\n\n";
        var signature = Convert.ToBase64String(HMACSHA256.HashData(Convert.FromBase64String(AzuriteServer.Key), Encoding.UTF8.GetBytes(text)));
        return $"sv={Version}&ss=b&srt=sco&sp=rwdlac&se={Uri.EscapeDataString(end)}&sig={Uri.EscapeDataString(signature)}";
    }
}
