namespace Rathaus.Services.Packages;

/// <summary>Every text of a package by key.</summary>
internal static class TextKeys
{
    public static IReadOnlySet<string> Of(PackageDef package) =>
        All(package).Select(text => text.Key).Concat(OptionHints(package)).ToHashSet(StringComparer.Ordinal);

    /// <summary>Texts a reader sees, empty ones left out.</summary>
    public static IEnumerable<TextSource> All(PackageDef package)
    {
        var service = package.Service;
        yield return service.Name;
        yield return service.Summary;
        if (service.AuthorityWhy.German.Length > 0)
            yield return service.AuthorityWhy;
        if (service.Advice is { } advice)
            yield return advice.Where;
        foreach (var text in service.Page.Values.SelectMany(texts => texts))
            yield return text;
        foreach (var page in package.Pages)
        {
            foreach (var text in Page(page))
                yield return text;
        }

        foreach (var text in package.Rules.Eligible.Select(rule => rule.Say)
            .Concat(package.Rules.Steps.Where(step => step.Label.German != step.Id).Select(step => step.Label))
            .Concat(package.Fees.Positions.Select(fee => fee.Label))
            .Concat(package.Fees.Waivers.Select(waiver => waiver.Say))
            .Concat(package.Process.Deadlines.Select(deadline => deadline.Label))
            .Concat(Due(package)))
            yield return text;
    }

    /// <summary>Texts that may hold expressions.</summary>
    public static IEnumerable<TextSource> Templated(PackageDef package, IReadOnlyList<PageDef> pages) =>
        pages.SelectMany(page => page.Checks).Select(check => check.Say)
            .Concat(package.Rules.Eligible.Select(rule => rule.Say))
            .Concat(package.Fees.Positions.Select(fee => fee.Label))
            .Concat(package.Fees.Waivers.Select(waiver => waiver.Say))
            .Concat(Due(package))
            .Concat(pages.SelectMany(page => page.Questions).SelectMany(question => new[] { question.Label, question.Hint }));

    public static IEnumerable<TextSource> Question(QuestionDef question)
    {
        foreach (var text in new[] { question.Label, question.Hint, question.Why, question.Source, question.Say, question.Entry })
        {
            if (text.German.Length > 0)
                yield return text;
        }

        foreach (var option in question.Options)
        {
            yield return option.Label;
            if (option.Hint.German.Length > 0)
                yield return option.Hint;
        }

        foreach (var text in question.Children.SelectMany(Question))
            yield return text;
    }

    /// <summary>Confirmations and appointments.</summary>
    private static IEnumerable<TextSource> Due(PackageDef package) =>
        package.Service.Signers.SelectMany(signer => new[] { signer.Label, signer.Why })
            .Concat(package.Process.Appointments.SelectMany(appointment => new[] { appointment.Label, appointment.Say }));

    private static IEnumerable<TextSource> Page(PageDef page)
    {
        yield return page.Title;
        if (page.Hint.German.Length > 0)
            yield return page.Hint;
        foreach (var text in page.Questions.SelectMany(Question))
            yield return text;
        foreach (var check in page.Checks)
            yield return check.Say;
    }

    private static IEnumerable<string> OptionHints(PackageDef package) =>
        package.Questions.SelectMany(question => question.Children.Prepend(question))
            .SelectMany(question => question.Options).Select(option => option.Hint.Key);
}
