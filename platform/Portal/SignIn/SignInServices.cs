using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using MeshStarter.Portal.Layout;
using MeshStarter.Portal.Problems;
using MeshStarter.Portal.Querying;
using MeshStarter.Portal.SignIn.Oidc;
using MeshStarter.Portal.SignIn.Sessions;
using MeshStarter.ServiceDefaults.Identity;
using MeshStarter.ServiceDefaults.Identity.Provider;
using MeshStarter.ServiceDefaults.Outgoing;
using MeshStarter.ServiceDefaults.Start;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace MeshStarter.Portal.SignIn;

/// <summary>Signs in the user, stored in a cookie: at the identity provider by OpenID Connect, or in Development as a persona of the development issuer.</summary>
internal static class SignInServices
{
    /// <summary>The scheme of the cookie.</summary>
    public const string Scheme = CookieAuthenticationDefaults.AuthenticationScheme;

    public static IHostApplicationBuilder AddSignIn(this IHostApplicationBuilder builder)
    {
        var data = builder.Configuration["Mesh:Data"];
        if (string.IsNullOrEmpty(data))
        {
            throw new StartRefusedException("Setting Mesh:Data is missing. Set it to the folder of this mesh's data; the keys of the portal's cookies are in it.");
        }

        var signIn = Read(builder.Configuration);
        builder.Services.AddSingleton(Options.Create(signIn));
        // Processes that share their sessions have one name for the cookie.
        var cookies = new SignInCookies(CookieName(signIn.Store == SessionStoreKind.Postgres ? builder.Configuration.GetConnectionString("database") ?? data : Path.GetFullPath(data)));
        builder.Services.AddSingleton(cookies);
        builder.AddSessions(data, signIn.Store);
        builder.AddOidc();
        foreach (var service in (string[])["catalog", "governance", "query"])
        {
            builder.Services.RequireService(service);
        }

        // A proxy with a certificate need not say that the browser's request came to it by TLS.
        builder.Services.Configure<CookiePolicyOptions>(options =>
            options.Secure = signIn.PublicUrl?.StartsWith("https:", StringComparison.OrdinalIgnoreCase) == true ? CookieSecurePolicy.Always : CookieSecurePolicy.SameAsRequest);
        builder.Services.AddAntiforgery(options =>
        {
            options.Cookie.Name = cookies.Forms;
            options.Cookie.HttpOnly = true;
            options.Cookie.SameSite = SameSiteMode.Strict;
        });
        builder.Services.AddAuthentication(Scheme).AddCookie(Scheme, options =>
        {
            options.Cookie.Name = cookies.User;
            options.Cookie.HttpOnly = true;
            options.Cookie.SameSite = SameSiteMode.Strict;
            options.LoginPath = "/sign-in";
            options.ReturnUrlParameter = "return";
            options.Events.OnValidatePrincipal = SessionCookie.ValidateAsync;
            options.Events.OnRedirectToLogin = OldForms.LeadToSignInAsync;
        });
        builder.Services.AddHttpContextAccessor();
        builder.Services.AddSingleton<PersonaTokenCache>();
        builder.Services.AddHttpClient<DevelopmentIssuer>(client => client.Timeout = TimeSpan.FromSeconds(10));
        builder.Services.AddTransient<PersonaTokens>();
        return builder;
    }

    /// <summary>The address of the page of the sign-in, from which a reader goes on to a page of the portal; other addresses are left out.</summary>
    public static string PageFor(string? address) => RedirectHttpResult.IsLocalUrl(address) ? $"/sign-in?return={Uri.EscapeDataString(address!)}" : "/sign-in";

    public static IEndpointRouteBuilder MapSignIn(this IEndpointRouteBuilder app)
    {
        app.MapForm("/sign-in", SignInAsync).AllowAnonymous().WithName("SignIn").WithSummary("Sign in as a persona");
        app.MapPost("/sign-out", SignOutAsync).WithName("SignOut").WithSummary("Sign out");
        app.MapOidc();
        return app;
    }

    private static async Task<IResult> SignInAsync(
        HttpContext http, IAntiforgery antiforgery, DevelopmentIssuer issuer, UserSessions sessions, [FromForm] string persona, [FromForm(Name = "return")] string? address, CancellationToken cancellationToken)
    {
        await antiforgery.ValidateRequestAsync(http);
        Persona? known;
        try
        {
            known = (await issuer.PersonasAsync(cancellationToken)).FirstOrDefault(known => known.Name == persona);
        }
        catch (ServiceException)
        {
            // That page retries and shows the error.
            known = null;
        }

        if (known is null)
        {
            return Results.Redirect(PageFor(address));
        }

        // Another persona takes the place of the one before.
        if (SessionCookie.Of(http) is { IsOfPersona: true } earlier)
        {
            await sessions.EndAsync(earlier.Id, cancellationToken);
        }

        var session = await sessions.BeginAsync(known.Name, cancellationToken);
        var identity = new ClaimsIdentity(
            [SessionCookie.ClaimOf(session), new Claim(MeshClaims.Subject, known.Name), new Claim(MeshClaims.Domain, known.Domain), .. known.Roles.Select(role => new Claim(MeshClaims.Roles, role))],
            Scheme,
            MeshClaims.Subject,
            MeshClaims.Roles);
        await http.SignInAsync(Scheme, new ClaimsPrincipal(identity), new AuthenticationProperties { ExpiresUtc = session.Until, AllowRefresh = false });
        return Results.LocalRedirect(RedirectHttpResult.IsLocalUrl(address) ? address! : "/");
    }

    private static async Task<IResult> SignOutAsync(
        HttpContext http, IAntiforgery antiforgery, UserSessions sessions, ProviderMetadata provider, IDataProtectionProvider protection, SignInCookies cookies)
    {
        if (await OldForms.RefusalAsync(http, antiforgery) is { } refusal)
        {
            return refusal;
        }

        var session = SessionCookie.Of(http);
        if (session is not null)
        {
            // Also for a browser that was closed at once.
            await sessions.EndAsync(session.Id, CancellationToken.None);
        }

        await http.SignOutAsync(Scheme);
        return session is { IsOfPersona: false } ? await OidcEndpoints.SignOutAsync(http, session.Id, sessions, provider, protection, cookies) : Results.Redirect("/sign-in");
    }

    private static string CookieName(string mesh) =>
        "mesh-portal-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(mesh)))[..12];

    private static SignInOptions Read(IConfiguration configuration)
    {
        SignInOptions options;
        try
        {
            options = configuration.GetSection(SignInOptions.Section).Get<SignInOptions>() ?? new SignInOptions();
        }
        catch (InvalidOperationException unreadable)
        {
            throw new StartRefusedException($"A setting under {SignInOptions.Section} cannot be read: SessionLifetime is a duration such as 08:00:00, Store is Folder or Postgres.", unreadable);
        }

        if (!string.IsNullOrEmpty(options.PublicUrl) && (!Uri.TryCreate(options.PublicUrl, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https") || address.Query.Length > 0 || address.Fragment.Length > 0))
        {
            throw new StartRefusedException("Setting Mesh:SignIn:PublicUrl must be an http(s) address without a query. Set it to the portal's address as browsers see it, such as https://mesh.example.org.");
        }

        if (!options.Scope.Split(' ').Contains("openid", StringComparer.Ordinal))
        {
            throw new StartRefusedException("Setting Mesh:SignIn:Scope must have openid. Set it to scopes separated by spaces, such as \"openid profile offline_access\".");
        }

        if (!string.IsNullOrEmpty(options.AudienceScope) && !options.AudienceScope.Contains(ProviderAudiences.Placeholder, StringComparison.Ordinal))
        {
            throw new StartRefusedException("Setting Mesh:SignIn:AudienceScope must have {audience}, so that each service gets a token of its own. Set it to a scope such as \"{audience}/access offline_access\".");
        }

        if (options.SessionLifetime < TimeSpan.FromMinutes(5) || options.SessionLifetime > TimeSpan.FromDays(7))
        {
            throw new StartRefusedException("Setting Mesh:SignIn:SessionLifetime must be between 00:05:00 and 7.00:00:00.");
        }

        return options;
    }
}
