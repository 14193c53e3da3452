using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using MeshStarter.Portal.Querying;
using MeshStarter.ServiceDefaults.Identity;
using MeshStarter.ServiceDefaults.Start;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Mvc;

namespace MeshStarter.Portal.SignIn;

/// <summary>Signs in the user as a persona of the development issuer, stored in a cookie.</summary>
internal static class SignInServices
{
    private const string Scheme = CookieAuthenticationDefaults.AuthenticationScheme;

    public static IHostApplicationBuilder AddSignIn(this IHostApplicationBuilder builder)
    {
        var data = builder.Configuration["Mesh:Data"];
        if (string.IsNullOrEmpty(data))
        {
            throw new StartRefusedException("Setting Mesh:Data is missing. Set it to the folder of this mesh's data; the keys of the portal's cookies are in it.");
        }

        var cookie = CookieName(data);
        builder.Services.AddDataProtection().SetApplicationName("MeshStarter.Portal").PersistKeysToFileSystem(KeyFolder(data));
        builder.Services.AddAntiforgery(options =>
        {
            options.Cookie.Name = $"{cookie}-forms";
            options.Cookie.HttpOnly = true;
            options.Cookie.SameSite = SameSiteMode.Strict;
        });
        builder.Services.AddAuthentication(Scheme).AddCookie(Scheme, options =>
        {
            options.Cookie.Name = cookie;
            options.Cookie.HttpOnly = true;
            options.Cookie.SameSite = SameSiteMode.Strict;
            options.LoginPath = "/sign-in";
            options.ReturnUrlParameter = "return";
            options.ExpireTimeSpan = TimeSpan.FromHours(8);
        });
        builder.Services.AddSingleton<PersonaTokenCache>();
        builder.Services.AddHttpClient<DevelopmentIssuer>(client => client.Timeout = TimeSpan.FromSeconds(10));
        builder.Services.AddTransient<Personas>();
        builder.Services.AddTransient<PersonaTokens>();
        return builder;
    }

    public static IEndpointRouteBuilder MapSignIn(this IEndpointRouteBuilder app)
    {
        app.MapPost("/sign-in", SignInAsync).AllowAnonymous().WithName("SignIn").WithSummary("Become a persona");
        app.MapPost("/sign-out", SignOutAsync).WithName("SignOut").WithSummary("Sign out");
        return app;
    }

    private static async Task<IResult> SignInAsync(HttpContext http, IAntiforgery antiforgery, Personas personas, [FromForm] string persona, CancellationToken cancellationToken)
    {
        await antiforgery.ValidateRequestAsync(http);
        Persona? known;
        try
        {
            known = (await personas.ListAsync(cancellationToken)).FirstOrDefault(known => known.Name == persona);
        }
        catch (ServiceTimeoutException)
        {
            // That page retries and shows the error.
            return Results.Redirect("/sign-in");
        }

        if (known is null)
        {
            return Results.Redirect("/sign-in");
        }

        var identity = new ClaimsIdentity(
            [new Claim(MeshClaims.Subject, known.Name), new Claim(MeshClaims.Domain, known.Domain), .. known.Roles.Select(role => new Claim(MeshClaims.Roles, role))],
            Scheme,
            MeshClaims.Subject,
            MeshClaims.Roles);
        await http.SignInAsync(Scheme, new ClaimsPrincipal(identity));
        return Results.Redirect("/");
    }

    private static async Task<IResult> SignOutAsync(HttpContext http, IAntiforgery antiforgery)
    {
        if (!await antiforgery.IsRequestValidAsync(http))
        {
            return Results.Problem("The form is not one of this portal's pages, or is older than your sign-in. Load the page again.", statusCode: StatusCodes.Status400BadRequest);
        }

        await http.SignOutAsync(Scheme);
        return Results.Redirect("/sign-in");
    }

    // A cookie belongs to a host, whatever its port. Each mesh of a machine therefore has a cookie name of its own, or one would sign
    // out the readers of another. The port does not identify a mesh, because an orchestrator's proxy may have another port than this
    // process.
    private static string CookieName(string data) =>
        "mesh-portal-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Path.GetFullPath(data))))[..12];

    private static DirectoryInfo KeyFolder(string data)
    {
        var folder = Path.Combine(data, "portal");
        return OperatingSystem.IsWindows()
            ? Directory.CreateDirectory(folder)
            : Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
