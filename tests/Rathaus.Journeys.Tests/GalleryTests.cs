using Rathaus.Journeys.Tests.Support;

namespace Rathaus.Journeys.Tests;

/// <summary>Every question type in every state, as the gallery shows them.</summary>
public sealed class GalleryTests(House house)
{
    [Theory]
    [InlineData(360)]
    [InlineData(1280)]
    public async Task Every_part_in_every_state_keeps_the_house_rules(int width)
    {
        await using var visitor = await house.VisitAsync(width);
        await visitor.GoAsync("/bausteine");
        await visitor.LookAsync();
    }

    [Theory]
    [InlineData(360)]
    [InlineData(1280)]
    public async Task Written_from_right_to_left_every_question_begins_at_the_right_and_stays_in_its_frame(int width)
    {
        await using var visitor = await house.VisitAsync(width);
        await visitor.GoAsync("/bausteine");
        var samples = await visitor.Page.Locator(".rh-sample [dir=rtl]").CountAsync();
        Assert.True(samples >= 20, $"{samples} samples");
        var faults = await visitor.Page.EvaluateAsync<string[]>(
            """
            () => [...document.querySelectorAll('.rh-sample [dir=rtl]')].flatMap((sample) => {
              const frame = sample.getBoundingClientRect();
              const name = sample.closest('section').id;
              const faults = [];
              for (const part of sample.querySelectorAll('label, legend, input, select, textarea, .rh-hint')) {
                const box = part.getBoundingClientRect();
                if (box.width === 0 || part.closest('.rh-hidden, .kern-sr-only')) continue;
                if (getComputedStyle(part).direction !== 'rtl' && !part.closest('[dir=ltr]')) faults.push(`${name}: ${part.tagName} is not right-to-left`);
                if (box.left < frame.left - 1 || box.right > frame.right + 1) faults.push(`${name}: ${part.tagName} leaves its frame`);
              }
              const first = sample.querySelector('label, legend');
              const range = document.createRange();
              range.selectNodeContents(first);
              const text = range.getBoundingClientRect();
              if (frame.right - text.right > text.left - frame.left + 1) faults.push(`${name}: its name begins at the left`);
              return faults;
            })
            """);
        Assert.Empty(faults);
    }
}
