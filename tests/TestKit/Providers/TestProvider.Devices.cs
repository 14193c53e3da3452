using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace MeshStarter.TestKit.Providers;

/// <summary>Its sign-in of people by another device, and the end of sign-ins.</summary>
public sealed partial class TestProvider
{
    private const string DeviceGrant = "urn:ietf:params:oauth:grant-type:device_code";

    private readonly ConcurrentDictionary<string, Device> _devices = new(StringComparer.Ordinal);

    /// <summary>The number of refresh tokens that were revoked.</summary>
    public int Revocations { get; private set; }

    /// <summary>Signs in a person by the code of a device, or refuses.</summary>
    /// <param name="userCode">The code.</param>
    /// <param name="user">The person; null to refuse.</param>
    public void Decide(string userCode, ProviderUser? user)
    {
        var device = _devices.Values.Single(waiting => waiting.UserCode == userCode);
        (device.User, device.IsDecided) = (user, true);
    }

    /// <summary>Ends all sign-ins.</summary>
    public void EndSignIns() => _refreshTokens.Clear();

    private async Task<IResult> BeginDeviceAsync(HttpContext context)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        if (form["client_id"] != _directory.CommandLine.Id)
        {
            return Refuse("unauthorized_client", form["client_id"].ToString());
        }

        var device = new Device(RandomNumberGenerator.GetHexString(8), form["scope"].ToString());
        var code = RandomNumberGenerator.GetHexString(32);
        _devices[code] = device;
        // Entra gives no address with the code.
        return Results.Json(new JsonObject { ["device_code"] = code, ["user_code"] = device.UserCode, ["verification_uri"] = Issuer + "/devicelogin", ["expires_in"] = 900, ["interval"] = 1 });
    }

    private IResult CollectDevice(IFormCollection form, ProviderClient client)
    {
        if (!_devices.TryGetValue(form["device_code"].ToString(), out var device))
        {
            return Refuse("invalid_grant", "the device code");
        }

        if (!device.IsDecided)
        {
            return Results.Json(new JsonObject { ["error"] = "authorization_pending" }, statusCode: StatusCodes.Status400BadRequest);
        }

        _devices.TryRemove(form["device_code"].ToString(), out _);
        return device.User is { } user
            ? Answer(Signed(_directory.Sign.OfPerson(user, client, "00000003-0000-0000-c000-000000000000", device.Scope), service: null), user, client, nonce: null, device.Scope)
            : Results.Json(new JsonObject { ["error"] = _directory.Declined }, statusCode: StatusCodes.Status400BadRequest);
    }

    private async Task<IResult> RevokeAsync(HttpContext context)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        if (_refreshTokens.TryRemove(form["token"].ToString(), out _))
        {
            Revocations++;
        }

        return Results.Ok();
    }

    private sealed class Device(string userCode, string scope)
    {
        public string UserCode => userCode;

        public string Scope => scope;

        public ProviderUser? User { get; set; }

        public bool IsDecided { get; set; }
    }
}
