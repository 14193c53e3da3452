using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace MeshStarter.TestKit.Azure;

/// <summary>A shared access signature of a folder, read and verified as Azure Storage's REST reference has it, sr=d.</summary>
internal static class SignedFolder
{
    // "Specify the signed permission": what each operation of the Blob service needs, one of them.
    private const string Reads = "r";
    private const string Lists = "l";
    private const string Writes = "w";
    private const string Creates = "cw";
    private const string Deletes = "d";

    /// <summary>The reason why a request is refused: a code of the service; null where it is permitted.</summary>
    /// <param name="request">The request.</param>
    /// <param name="account">The account.</param>
    /// <param name="path">Container and blob, with no slash at the beginning.</param>
    /// <param name="accountKey">The account's key, in base64.</param>
    /// <param name="delegated">Returns the value of a user delegation key, from the fields that name it.</param>
    public static string? Refusal(HttpRequest request, string account, string path, string accountKey, Func<IQueryCollection, string> delegated)
    {
        var query = request.Query;
        string Of(string name) => query[name].ToString();
        var parts = path.Split('/', 2);
        bool isList = parts.Length == 1 || parts[1].Length == 0;
        var blob = isList ? Of("prefix").TrimEnd('/') : parts[1];
        var segments = blob.Split('/');
        if (!int.TryParse(Of("sdd"), NumberStyles.None, CultureInfo.InvariantCulture, out var depth) || segments.Length < depth)
        {
            return "AuthenticationFailed";
        }

        var resource = $"/blob/{account}/{parts[0]}/{string.Join('/', segments[..depth])}";
        bool isDelegated = query.ContainsKey("skoid");
        string[] key = isDelegated ? [Of("skoid"), Of("sktid"), Of("skt"), Of("ske"), Of("sks"), Of("skv"), Of("saoid"), Of("suoid"), Of("scid")] : [Of("si")];
        string text = string.Join('\n', [Of("sp"), Of("st"), Of("se"), resource, .. key, Of("sip"), Of("spr"), Of("sv"), Of("sr"), "", Of("ses"), Of("rscc"), Of("rscd"), Of("rsce"), Of("rscl"), Of("rsct")]);
        var signature = Convert.ToBase64String(HMACSHA256.HashData(Convert.FromBase64String(isDelegated ? delegated(query) : accountKey), Encoding.UTF8.GetBytes(text)));
        bool isValid = signature == Of("sig") && string.CompareOrdinal(Of("sv"), "2020-12-06") >= 0
            && DateTimeOffset.Parse(Of("se"), CultureInfo.InvariantCulture) > TimeProvider.System.GetUtcNow() && Of("spr").Split(',').Contains(request.Scheme);
        return !isValid ? "AuthenticationFailed" : Of("sp").Intersect(Needed(request, isList)).Any() ? null : "AuthorizationPermissionMismatch";
    }

    private static string Needed(HttpRequest request, bool isList) => request.Method switch
    {
        "GET" when isList => Lists,
        "GET" or "HEAD" => Reads,
        "PUT" when request.Query["comp"].ToString().Length > 0 => Writes,
        "PUT" => Creates,
        "DELETE" => Deletes,
        _ => "",
    };
}
