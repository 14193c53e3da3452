namespace Aspire.Hosting.ApplicationModel;

/// <summary>Something whose text is known when the application runs.</summary>
public interface IValueProvider
{
    /// <summary>Its text.</summary>
    /// <param name="cancellationToken">Ends the wait for it.</param>
    ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default);
}
