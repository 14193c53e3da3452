using System.Text;
using MeshStarter.ServiceDefaults.Identity;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;

namespace MeshStarter.Governance.Identity;

/// <summary>Sign-in of a device without a browser, such as a command line (RFC 8628), in Development: where it begins, and the page on which a developer enters its code and chooses a persona.</summary>
internal static class DeviceEndpoints
{
    private const int MaxBodyBytes = 16 * 1024;
    private const string PagePath = "/connect/device";
    private const string UserCode = "user_code";

    public static void MapDevices(this IEndpointRouteBuilder routes)
    {
        var connect = routes.MapGroup("/connect").AllowAnonymous().AddEndpointFilter(TokenRateLimit.FilterStrangersAsync).WithMetadata(new RequestSizeLimitAttribute(MaxBodyBytes)).WithTags("Identity");
        connect.MapPost("/device_authorization", BeginAsync).WithName("DeviceAuthorization").WithSummary("Begin the sign-in of a device without a browser, in Development");
        connect.MapGet("/device", Show).WithName("Device").WithSummary("Enter the code of a device, and choose its persona");
        connect.MapPost("/device", (Delegate)DecideAsync).WithName("DecideDevice").WithSummary("Sign in a device as a persona, or refuse");
    }

    private static async Task<Results<Ok<DeviceAuthorization>, JsonHttpResult<OAuthError>>> BeginAsync(
        HttpContext http, ClientDirectory clients, DeviceCodes devices, IOptions<IdentityOptions> identity, CancellationToken cancellationToken)
    {
        http.Response.Headers.CacheControl = "no-store";
        if (await OAuthForm.ReadAsync(http.Request, cancellationToken) is not { } form)
        {
            return TypedResults.Json(OAuthForm.Unreadable, statusCode: StatusCodes.Status400BadRequest);
        }

        if (form["client_id"] is not [{ } client] || !clients.IsPublic(client))
        {
            return TypedResults.Json(new OAuthError("invalid_client", "client_id is none of a client without a secret."), statusCode: StatusCodes.Status401Unauthorized);
        }

        var (device, user) = devices.Begin(client);
        var page = identity.Value.Authority + PagePath;
        return TypedResults.Ok(new DeviceAuthorization(
            device, user, page, QueryHelpers.AddQueryString(page, UserCode, user), (long)DeviceCodes.Lifetime.TotalSeconds, (long)DeviceCodes.Interval.TotalSeconds));
    }

    private static IResult Show(HttpContext http, DeviceCodes devices, PersonaDirectory personas)
    {
        IssuerPage.Protect(http, forms: "'self'");
        var code = http.Request.Query[UserCode].ToString();
        if (code.Length == 0)
        {
            return Enter(http, StatusCodes.Status200OK, "");
        }

        return devices.FindClient(code) is { } client ? Choose(http, client, code, personas) : Unknown(http);
    }

    private static async Task<IResult> DecideAsync(HttpContext http, DeviceCodes devices, PersonaDirectory personas, CancellationToken cancellationToken)
    {
        IssuerPage.Protect(http, forms: "'self'");
        if (http.Request.Headers.Origin is [{ } origin] && origin != $"{http.Request.Scheme}://{http.Request.Host}")
        {
            return IssuerPage.Show(http, StatusCodes.Status403Forbidden, "This sign-in cannot go on", "<p>The form comes from another page.</p>");
        }

        if (!http.Request.HasFormContentType)
        {
            return Enter(http, StatusCodes.Status415UnsupportedMediaType, "");
        }

        if (await OAuthForm.ReadAsync(http.Request, cancellationToken) is not { } form)
        {
            return Enter(http, StatusCodes.Status400BadRequest, "<p>The form of this page cannot be read. Enter the code again.</p>");
        }

        var code = form[UserCode].ToString();
        if (form.ContainsKey("cancel"))
        {
            return devices.Decide(code, persona: null) ? IssuerPage.Show(http, StatusCodes.Status200OK, "The sign-in is cancelled", "<p>The command line says so, too.</p>") : Unknown(http);
        }

        if (personas.Find(form["persona"]) is not { } persona)
        {
            return devices.FindClient(code) is { } client ? Choose(http, client, code, personas, StatusCodes.Status400BadRequest) : Unknown(http);
        }

        return devices.Decide(code, persona)
            ? IssuerPage.Show(http, StatusCodes.Status200OK, $"Signed in as {IssuerPage.Html(persona.Name)}", "<p>Go back to the command line. This page can be closed.</p>")
            : Unknown(http);
    }

    private static IResult Unknown(HttpContext http) =>
        Enter(http, StatusCodes.Status400BadRequest, "<p>No sign-in waits with this code: it is misspelt, has expired, or was used. <code>mesh login</code> shows a new one.</p>");

    private static IResult Enter(HttpContext http, int status, string problem) => IssuerPage.Show(
        http, status, "Sign in a command line",
        $"{problem}<form method=\"get\" action=\"{PagePath}\"><p><label>The code that it shows: <input name=\"{UserCode}\" required autofocus autocomplete=\"off\" autocapitalize=\"characters\"></label> <button>Go on</button></p></form>");

    private static IResult Choose(HttpContext http, string client, string code, PersonaDirectory personas, int status = StatusCodes.Status200OK)
    {
        var choices = new StringBuilder();
        foreach (var persona in personas.All)
        {
            choices.Append("<li><button name=\"persona\" value=\"").Append(IssuerPage.Html(persona.Name)).Append("\">").Append(IssuerPage.Html(persona.Name)).Append("</button> ").Append(IssuerPage.Html(persona.About)).Append("</li>");
        }

        return IssuerPage.Show(
            http, status, $"Sign in to {IssuerPage.Html(client)} as",
            $"<p>Go on only if your command line shows the code <strong>{IssuerPage.Html(code)}</strong>.</p><form method=\"post\" action=\"{PagePath}\"><input type=\"hidden\" name=\"{UserCode}\" value=\"{IssuerPage.Html(code)}\"><ul>{choices}<li><button name=\"cancel\" value=\"true\">Cancel</button></li></ul></form>");
    }
}
