using MeshStarter.Portal.Querying;

namespace MeshStarter.Portal.Layout;

/// <summary>A page with forms. It is read as it is after a form was sent, so whether a form is there does not depend on what is read; <see cref="Outcome"/> shows what came of the form, and why there is nothing to read.</summary>
public abstract class FormPage : ReadPage
{
    /// <summary>The answer to a form; null where none was sent.</summary>
    protected string? Said { get; set; }

    /// <summary>Whether the form was taken.</summary>
    protected bool IsDone { get; private set; }

    /// <inheritdoc/>
    protected override Task OnInitializedAsync() => HttpMethods.IsPost(Http!.Request.Method) ? Task.CompletedTask : LoadAsync();

    /// <summary>Sends a form and keeps what came of it.</summary>
    /// <param name="send">Sends it; the result is why it was not taken, or null.</param>
    /// <param name="done">The text for a form that was taken.</param>
    /// <returns>Whether it was taken.</returns>
    protected Task<bool> SendAsync(Func<CancellationToken, Task<string?>> send, string done) =>
        SendAsync(async cancellationToken => await send(cancellationToken) is { } refusal ? (false, refusal) : (true, done));

    /// <summary>Sends a form and keeps what came of it.</summary>
    /// <param name="send">Sends it.</param>
    /// <returns>Whether it was taken.</returns>
    protected async Task<bool> SendAsync(Func<CancellationToken, Task<(bool IsDone, string Said)>> send)
    {
        try
        {
            (IsDone, Said) = await send(Http!.RequestAborted);
        }
        catch (ServiceException failure)
        {
            Said = failure.Message + failure.Doubt("open this page by its link and look");
        }

        return IsDone;
    }
}
